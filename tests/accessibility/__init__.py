"""Every page in every state, looked at in every mode, by rules and by measure."""
