"""A page for every kind of step, each with its stylesheet beside it."""
