"""smmdesk: the social media desk of a small business. No Qt below this package."""

__version__ = "0.1.0"
