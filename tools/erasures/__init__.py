"""What operators do about erasures: doing them again after a restore."""
