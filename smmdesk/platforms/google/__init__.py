"""What Google's platforms share: signing in to a Google account, and Google's own refusals.

Sources, read Nov 2026: developers.google.com/identity/protocols/oauth2 and its page for desktop apps (loopback on any
port, PKCE; a desktop app's secret is sent along), cloud.google.com/apis/design/errors (the bodies of refusals).
"""

from smmdesk.platforms.google.account import chosen, sign_in_at_google
from smmdesk.platforms.google.calls import ask, ask_first, is_gone, reasons_of, refused, stamp

__all__ = ["ask", "ask_first", "chosen", "is_gone", "reasons_of", "refused", "sign_in_at_google", "stamp"]
