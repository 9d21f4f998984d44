"""Words that suggest somebody is not safe, and by when somebody has to look. The words never leave this floor."""
