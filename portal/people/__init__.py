"""Pages that gather what is known of the people a worker works with: the caseload, and one person."""
