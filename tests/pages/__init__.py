"""What pages weigh, what they leave behind, and what they look like on paper."""
