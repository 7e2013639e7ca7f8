"""集体活动: symposium, on-site office, research trip; one page to write it all down, papers to take along."""
