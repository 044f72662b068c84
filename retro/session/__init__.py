"""What a session is: its state, folded from its log of entries; no I/O at all."""
