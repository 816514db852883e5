"""How smmdesk looks: tokens, fonts, icons, glyphs and the style sheet made of them. Used by all of ui."""
