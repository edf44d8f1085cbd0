"""A round of screening under way: begun, answered page by page, confirmed."""
