"""The HTTP ground: routes, rendering, forms, headers, errors. Knows no feature."""
