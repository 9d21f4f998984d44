"""What was, year by year, for a young person or care leaver: visits, meetings, views, promises, their story."""
