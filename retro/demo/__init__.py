"""A session to try alone: played colleagues, a real relay, real sockets."""
