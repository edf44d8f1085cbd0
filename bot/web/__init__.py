"""One aiohttp application for everything that comes over HTTP."""
