"""The tests: rules of the house, each feature over real HTTP and PostgreSQL, and whole journeys in a browser."""
