"""What is due to whom at this moment, by which way; and what people answer to it."""
