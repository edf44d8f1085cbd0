"""What lies ahead: who would be told what, when and why, found out on a copy; nothing is sent."""

from bot.ahead.looking import Ahead, looking_ahead
from bot.ahead.written import written

__all__ = ["Ahead", "looking_ahead", "written"]
