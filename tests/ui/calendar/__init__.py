"""The calendar: geometry, model, views, drag and drop."""
