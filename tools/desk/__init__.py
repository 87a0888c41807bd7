"""The operators' terminal: the order desk's work, typed instead of clicked."""
