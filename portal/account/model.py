"""The choices of how pages look."""

TEXT_SIZES = ("normal", "large", "very-large")
COLOURS = ("phone", "light", "dark", "yellow")
STYLES = ("bright", "calm", "plain")
