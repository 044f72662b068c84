"""The screens: the start, a session, what lies over it."""
