"""The Textual client: what a team sees of a session, full screen."""
