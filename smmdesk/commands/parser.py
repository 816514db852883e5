"""The words of the command line (design.md §5 and §8)."""

import argparse
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, NoReturn

from smmdesk.model.problem import Problem
from smmdesk.model.words import _, languages

FORMATS = ("csv", "ics", "json", "archive", "review")


class UsageError(Exception):
    """Wrong usage; `usage` is the line of the command that was meant."""

    def __init__(self, problem: Problem, usage: str) -> None:
        self.problem, self.usage = problem, usage
        super().__init__(problem.code)


class Parser(ArgumentParser):
    """Says wrong usage as a Problem instead of leaving the program."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(Problem("usage", {"said": message}), self.format_usage())


class MediaAction(argparse.Action):
    """`--media FILE`, collected as (file, description); `--alt` that follows fills the description in."""

    def __call__(self, parser: ArgumentParser, space: Namespace, value: Any, option: str | None = None) -> None:
        space.media = [*(space.media or ()), (str(value), "")] if value else []


class AltAction(argparse.Action):
    def __call__(self, parser: ArgumentParser, space: Namespace, value: Any, option: str | None = None) -> None:
        if not space.media or space.media[-1][1]:
            parser.error(_("--alt follows the --media that it describes"))
        path, _none = space.media[-1]
        space.media = [*space.media[:-1], (path, str(value))]


def make_parser() -> Parser:
    """Every command with its arguments. `verb` is "module:function" of `smmdesk.commands`."""
    parser = Parser(
        prog="main.py",
        description=_("The social media desk of a small business. Without a command the window opens."),
    )
    _add_common(parser, top=True)
    parser.set_defaults(without_desk=False)
    common = Parser(add_help=False)
    _add_common(common, top=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=Parser)
    _add_brands(_group(commands, "brands", _("whose voice it is")), common)
    _add_channels(_group(commands, "channels", _("connected accounts")), common)
    _add_posts(_group(commands, "posts", _("what goes out")), common)
    _add_ideas(_group(commands, "ideas", _("what a folder of your own brings")), common)
    _add_inbox(_group(commands, "inbox", _("what people wrote")), common)
    _add_people(_group(commands, "people", _("who wrote")), common)
    _add_sending(commands, common)
    _add_files(commands, common)
    _add_backup(_group(commands, "backup", _("copies of the calendar")), common)
    _verb(commands, "doctor", "safety:doctor", common, _("look whether everything is well"))
    return parser


def _add_common(parser: Parser, top: bool) -> None:
    """Options that may stand before or after the command: after it they only speak when they are given."""

    def default(value: Any) -> Any:
        return value if top else argparse.SUPPRESS

    parser.add_argument("--json", action="store_true", default=default(False), help=_("print one JSON object"))
    parser.add_argument(
        "--data-dir", type=Path, metavar="DIR", default=default(None), help=_("the data folder (or SMMDESK_HOME)")
    )
    parser.add_argument(
        "--demo", action="store_true", default=default(False), help=_("a folder of its own with the example week")
    )
    parser.add_argument(
        "--passphrase-fd",
        type=int,
        metavar="N",
        default=default(None),
        help=_("read the passphrase from this file descriptor (or SMMDESK_PASSPHRASE)"),
    )


def _group(commands: Any, name: str, words: str) -> Any:
    group = commands.add_parser(name, help=words)
    return group.add_subparsers(dest="subcommand", metavar="COMMAND", required=True, parser_class=Parser)


def _verb(commands: Any, name: str, verb: str, common: Parser, words: str, **defaults: Any) -> Parser:
    parser: Parser = commands.add_parser(name, help=words, description=words, parents=[common])
    parser.set_defaults(verb=verb, **defaults)
    return parser


def _add_brand(parser: Parser) -> None:
    parser.add_argument("--brand", metavar="B", default="", help=_("the beginning of a brand’s name or id"))


def _add_ideas(commands: Any, common: Parser) -> None:
    chosen = _verb(commands, "folder", "idea_folders:folder", common, _("the folder whose files become ideas"))
    chosen.add_argument("folder", metavar="DIR", type=Path, nargs="?", help=_("choose this one; else it is shown"))
    chosen.add_argument("--none", action="store_true", help=_("no folder any more"))
    chosen.add_argument("--these-too", action="store_true", help=_("what lies in it already becomes ideas too"))
    _add_brand(chosen)
    _verb(commands, "look", "idea_folders:look", common, _("make ideas of what is new in every folder, now"))


def _add_brands(commands: Any, common: Parser) -> None:
    _verb(commands, "list", "brands:list_all", common, _("list the brands"))
    add = _verb(commands, "add", "brands:add", common, _("another brand"))
    add.add_argument("name", metavar="NAME")
    add.add_argument("--zone", metavar="ZONE", default="", help=_("such as Europe/Rome; else this computer’s"))
    add.add_argument("--language", choices=languages(), default="")
    rename = _verb(commands, "rename", "brands:rename", common, _("another name"))
    rename.add_argument("brand", metavar="BRAND", help=_("the beginning of a brand’s name or id"))
    rename.add_argument("name", metavar="NAME")
    for name, verb, words in (
        ("archive", "brands:archive", _("put a brand away: nothing of it goes out")),
        ("restore", "brands:restore", _("bring a brand back")),
    ):
        away = _verb(commands, name, verb, common, words)
        away.add_argument("brand", metavar="BRAND", help=_("the beginning of a brand’s name or id"))
    remove = _verb(commands, "remove", "brands:remove", common, _("take a brand out for good, with all it holds"))
    remove.add_argument("brand", metavar="BRAND", help=_("the beginning of a brand’s name or id"))
    remove.add_argument("--yes", action="store_true", help=_("do it; without it you are told what would go"))
    remove.add_argument(
        "--leave-listed", action="store_true", help=_("also where a platform’s own list cannot be emptied from here")
    )


def _add_channels(commands: Any, common: Parser) -> None:
    add = _verb(commands, "add", "channels:add", common, _("connect a channel"))
    add.add_argument("platform", metavar="PLATFORM")
    _add_sign_in(add)
    _add_brand(add)
    add.add_argument("--name", metavar="N")
    add.add_argument("--guided", action="store_true", help=_("you publish there, smmdesk guides"))
    connect = _verb(commands, "connect", "channels:connect", common, _("connect one of the list, or sign in again"))
    connect.add_argument("id", metavar="ID")
    _add_sign_in(connect)
    plan = _verb(commands, "plan", "channels:plan", common, _("a channel to plan for, connected later"))
    plan.add_argument("platform", metavar="PLATFORM")
    plan.add_argument("--name", metavar="N")
    _add_brand(plan)
    _add_brand(_verb(commands, "list", "channels:list_all", common, _("list the channels")))
    check = _verb(commands, "check", "channels:check", common, _("ask whether the sign-ins still work"))
    check.add_argument("id", metavar="ID", nargs="?")
    guide = _verb(commands, "guide", "channels:guide", common, _("sign out: you publish there, smmdesk guides"))
    guide.add_argument("id", metavar="ID")
    remove = _verb(commands, "remove", "channels:remove", common, _("sign out and take the channel away"))
    remove.add_argument("id", metavar="ID")


def _add_sign_in(parser: Parser) -> None:
    parser.add_argument("--server", metavar="URL")
    parser.add_argument("--user", metavar="U")
    parser.add_argument("--secret-stdin", action="store_true", help=_("read the secret from standard input"))
    parser.add_argument("--field", action="append", default=[], metavar="K=V", help=_("another field of the sign-in"))


def _add_posts(commands: Any, common: Parser) -> None:
    add = _verb(commands, "add", "posts:add", common, _("a new post: a draft, or scheduled with --at"))
    _add_content(add)
    _add_time(add, required=False)
    add.add_argument("--idea", action="store_true", help=_("keep it as an idea"))
    _add_brand(add)
    edit = _verb(commands, "edit", "posts:edit", common, _("change what is named, keep the rest"))
    edit.add_argument("id", metavar="ID")
    _add_content(edit)
    listing = _verb(commands, "list", "posts:list_all", common, _("list the posts by time"))
    listing.add_argument("--from", dest="since", metavar="DAY", help="2027-03-01")
    listing.add_argument("--to", dest="until", metavar="DAY")
    listing.add_argument("--limit", type=int, default=200, metavar="N")
    _add_brand(listing)
    move = _verb(commands, "move", "posts:move", common, _("another time; a draft stays a draft"))
    move.add_argument("id", metavar="ID")
    _add_time(move, required=True)
    schedule = _verb(commands, "schedule", "posts:schedule", common, _("let a draft go out at its time"))
    schedule.add_argument("id", metavar="ID")
    _add_time(schedule, required=False)
    for name, verb, words in (
        ("show", "posts:show", _("everything about a post")),
        ("unschedule", "posts:unschedule", _("a draft again, on the same day")),
        ("delete", "posts:delete", _("into the trash, for 30 days")),
        ("restore", "posts:restore", _("out of the trash")),
    ):
        _verb(commands, name, verb, common, words).add_argument("id", metavar="ID")
    _add_resolve(_verb(commands, "resolve", "posts:resolve", common, _("say what became of it")))
    _add_approval(commands, common)


def _add_approval(commands: Any, common: Parser) -> None:
    ask = _verb(commands, "ask", "approving:ask", common, _("ask for an OK; it waits for it"))
    ask.add_argument("--whom", metavar="NAME", help=_("who is asked"))
    approve = _verb(commands, "approve", "approving:approve", common, _("approve what it says now"))
    approve.add_argument("--seen", metavar="HASH", help=_("only while it says what has this content_hash"))
    wanted = _verb(commands, "want-changes", "approving:want_changes", common, _("a draft again, with what to change"))
    said = _verb(commands, "comment", "approving:comment", common, _("say something about it"))
    for parser in (ask, approve, wanted, said):
        parser.add_argument("id", metavar="ID")
        parser.add_argument("--text", metavar="T", required=parser in (wanted, said), help=_("what is said"))
    for parser in (approve, wanted, said):
        parser.add_argument("--by", metavar="NAME", help=_("who says it, if it is not you"))
    notes = _verb(commands, "notes", "approving:notes", common, _("what was said about it"))
    notes.add_argument("id", metavar="ID")


def _add_content(parser: Parser) -> None:
    parser.add_argument("--text", metavar="T", help=_("the text; - reads it from standard input"))
    parser.add_argument("--title", metavar="T")
    parser.add_argument("--link", metavar="URL")
    parser.add_argument("--media", action=MediaAction, metavar="FILE", help=_("a photo or video; as often as you like"))
    parser.add_argument("--alt", action=AltAction, metavar="A", help=_("the description of the --media before it"))
    parser.add_argument("--channel", action="append", metavar="ID", help=_("the beginning of a channel’s id"))
    parser.add_argument("--thread", action="append", metavar="T", help=_("a further part; as often as you like"))
    parser.add_argument("--first-comment", metavar="T")
    parser.add_argument("--option", action="append", metavar="K=V", help=_("an option of the platform"))


def _add_time(parser: Parser, required: bool) -> None:
    parser.add_argument("--at", metavar="TIME", required=required, help=_("2027-03-01 09:00, “tomorrow 9”, or now"))
    parser.add_argument("--zone", metavar="ZONE", help=_("such as Europe/Rome; else the brand’s"))


def _add_resolve(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID")
    parser.add_argument("--channel", metavar="ID", help=_("only on this channel"))
    answer = parser.add_mutually_exclusive_group(required=True)
    answer.add_argument("--there", nargs="?", const="", metavar="URL", help=_("it is there, at this address"))
    answer.add_argument("--again", action="store_true", help=_("it is not there: send it again"))
    answer.add_argument("--draft", action="store_true", help=_("back to the drafts"))


def _add_inbox(commands: Any, common: Parser) -> None:
    listing = _verb(commands, "list", "inbox:list_all", common, _("messages that wait for an answer"))
    listing.add_argument("--all", action="store_true", help=_("also those that are done"))
    _add_brand(listing)
    reply = _verb(commands, "reply", "inbox:reply", common, _("answer a message"))
    reply.add_argument("id", metavar="ID")
    reply.add_argument("--text", required=True, metavar="T", help=_("what you answer"))
    reply.add_argument("--private", action="store_true", help=_("only its author reads it, where the platform can"))


def _add_people(commands: Any, common: Parser) -> None:
    listing = _verb(commands, "list", "people:list_all", common, _("people, who wrote last first"))
    listing.add_argument("--words", metavar="W", help=_("only those with these words in name, handle, note or tag"))
    listing.add_argument("--limit", type=int, default=200, metavar="N")
    _add_brand(listing)
    _verb(commands, "show", "people:show", common, _("one card")).add_argument("id", metavar="ID")
    forget = _verb(commands, "forget", "people:forget", common, _("erase somebody for good: messages, card and notes"))
    forget.add_argument("id", metavar="ID")


def _add_sending(commands: Any, common: Parser) -> None:
    publish = _verb(commands, "publish", "sending:publish", common, _("send what is due, until stopped"))
    publish.add_argument("--once", action="store_true", help=_("only what is due now"))
    publish.add_argument("--take-over", action="store_true", help=_("this computer publishes from now on"))
    publish.add_argument("--from-window", action="store_true", help=argparse.SUPPRESS)
    sync = _verb(
        commands, "sync", "sending:sync", common, _("read what came in, what you listen for, and what became of posts")
    )
    sync.add_argument("--once", action="store_true", help=_("only once"))


def _add_files(commands: Any, common: Parser) -> None:
    read = _verb(commands, "import", "transfer:read", common, _("take posts in from a CSV, ICS, JSON or archive file"))
    read.add_argument("file", type=Path, metavar="FILE")
    read.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
    read.add_argument("--yes", action="store_true", help=_("also when it changes many posts at once"))
    read.add_argument("--whole", action="store_true", help=_("nothing at all unless every row can be taken in"))
    _add_brand(read)
    events = ("notes", "drafts", "ideas")
    read.add_argument("--events", choices=events, default="notes", help=_("what events of a calendar become"))
    dates = ("day-first", "month-first")
    read.add_argument("--dates", choices=dates, help=_("how a table writes 3/4/2027, where it does not tell"))
    write = _verb(commands, "export", "transfer:write", common, _("write the posts into a file"))
    write.add_argument("--format", choices=FORMATS, required=True)
    write.add_argument("file", type=Path, metavar="FILE")
    _add_brand(write)
    write.add_argument("--all-brands", action="store_true", help=_("of all brands together"))
    _add_review(write)


def _add_review(write: Parser) -> None:
    """What only a file for review asks for."""
    write.add_argument("--id", action="append", metavar="ID", help=_("a post to send for review; as often as you like"))
    write.add_argument("--from", dest="since", metavar="DAY", help=_("for review: the first day"))
    write.add_argument("--to", dest="until", metavar="DAY", help=_("for review: the last day"))
    write.add_argument("--whom", metavar="NAME", help=_("for review: who is asked"))
    write.add_argument("--text", metavar="T", help=_("for review: a word to them"))
    write.add_argument("--title", metavar="T", help=_("for review: which posts these are"))
    write.add_argument("--language", choices=languages(), help=_("for review: the language of the page"))


def _add_backup(commands: Any, common: Parser) -> None:
    alone = {"without_desk": True}
    create = _verb(commands, "create", "safety:create", common, _("make a copy now"), **alone)
    create.add_argument("--with-messages", action="store_true", help=_("also other people’s messages"))
    _verb(commands, "list", "safety:list_all", common, _("list the copies"), **alone)
    verify = _verb(commands, "verify", "safety:verify", common, _("read a copy whole"), **alone)
    verify.add_argument("file", type=Path, metavar="FILE")
    restore = _verb(
        commands, "restore", "safety:restore", common, _("put a copy in the place of the calendar"), **alone
    )
    restore.add_argument("file", type=Path, metavar="FILE")
    words = _("begin again with an empty calendar; all but the messages goes into the file first")
    reset = _verb(commands, "reset", "safety:reset", common, words, **alone)
    reset.add_argument("file", type=Path, metavar="FILE")
