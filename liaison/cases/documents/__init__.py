"""Official letters: templates an office can edit in Word, and the words that fill them."""
