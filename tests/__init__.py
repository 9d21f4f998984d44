"""The tests: rules of the house, features over real HTTP and PostgreSQL, whole journeys in a browser."""
