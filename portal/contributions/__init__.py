"""What children, young people, parents and carers think: asked in sets of questions, read, and answered."""
