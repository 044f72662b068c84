"""What the screens are made of besides Textual's own widgets."""
