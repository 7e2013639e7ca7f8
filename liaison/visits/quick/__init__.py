"""记走访: the three things an officer types on a phone; everything else has a default."""
