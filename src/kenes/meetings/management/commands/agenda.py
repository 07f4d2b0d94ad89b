"""`kenes agenda FILE.pb`: an agenda, or a participatory budget, from a file of approvals. Needs no server and no database."""

import json
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kenes.engine.agenda import AgendaItem, AgendaResult, Endowment, LeftOut, PbFile, Settings, Stage, form_agenda, read_pb, release

STAGES = {Stage.OWN_SUPPORT: "own support", Stage.COMPLETION: "completion", Stage.FILL: "fill", Stage.MANDATORY: "mandatory"}
REASONS = {LeftOut.TOO_LONG: "longer than the time there is", LeftOut.UNSUPPORTED: "nobody approves it"}


class Command(BaseCommand):
    help = (
        "Choose by the Method of Equal Shares from a Pabulib file (.pb) with approvals: costs are minutes or money. Prints what is chosen, "
        "at which stage and who paid, and what is left out and what it lacks. Needs no server and no database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a Pabulib file with approvals")
        parser.add_argument(
            "--completion",
            choices=("kenes", "pabulib", "none"),
            default="kenes",
            help="kenes: shares raised by steps of 2 %%, then what fits; pabulib: add1, from the whole units of B/n on, one unit more each",
        )
        parser.add_argument(
            "--utility",
            choices=("item", "minutes"),
            help="what a chosen item is worth to those who approve it: 1, or its cost. Default: item; with --completion pabulib its cost",
        )
        parser.add_argument(
            "--endowment",
            default="member",
            metavar="member|COLUMN",
            help="who has equal shares: every member (the default), or every value of a column of the votes, such as side or region",
        )
        parser.add_argument("--by", metavar="COLUMN", help="reasons by this column of the votes; default: that of --endowment, if any")
        parser.add_argument("--json", type=Path, metavar="OUT", help="write what is published of a named ballot into a file")

    def handle(self, *args: Any, file: Path, completion: str, utility: str | None, endowment: str, by: str | None, **options: Any) -> None:
        worth = utility or ("minutes" if completion == "pabulib" else "item")
        column = by or (None if endowment == "member" else endowment)
        try:
            pb = read_pb(file)
            shares = None if endowment == "member" else Endowment.by_region(*pb.numbered(endowment)[:1])
            groups, names = pb.numbered(column) if column else (None, ["all"])
            settings = Settings(utility=worth, completion=completion, mode="named", unit=pb.unit)  # type: ignore[arg-type]
            result = form_agenda(pb.election(shares), groups=groups, settings=settings, salt=secrets.token_bytes(32))
        except (ValueError, OSError) as error:
            raise CommandError(f"{file.name}: {error}") from error
        for line in lines(result, pb, names):
            self.stdout.write(line)
        if options["json"]:
            try:
                page = {"projects": pb.projects, "names": pb.names, "group_names": names, **release(result)}
                options["json"].write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            except OSError as error:
                raise CommandError(str(error)) from error


def lines(result: AgendaResult, pb: PbFile, names: list[str]) -> list[str]:
    """Return what is printed: chosen items in the order of choice, then the others in the order of the file."""
    chosen = [result.items[topic] for topic in result.chosen]
    out = [item for item in result.items if not item.stage]
    settings = result.computation.settings
    raised = f", shares raised by {float((result.raised - 1) * 100):.1f} % in {result.steps} steps" if result.steps else ""
    told = [f"{pb.ballots.voters} voters, {len(result.items)} items, {amount(result.minutes, pb)} to spend; a chosen item counts "]
    told[0] += "1" if settings.utility == "item" else "its cost"
    told.append(f"chosen: {len(chosen)}, {amount(result.spent, pb)}{raised}")
    told += [f"{item.place + 1:>4}  {described(item, pb)}  {why(item, pb, names)}" for item in chosen]
    told += [f"left out: {len(out)}"] if out else []
    told += [f"   -  {described(item, pb)}  {why(item, pb, names)}" for item in out]
    return [*told, f"EJR+ weighted by shares: {'holds' if result.certificate.holds else 'does not hold'}"]


def described(item: AgendaItem, pb: PbFile) -> str:
    name = "".join(letter for letter in pb.names[item.topic] if letter.isprintable())
    return f"{pb.projects[item.topic]}  {amount(item.minutes, pb)}" + (f"  {name[:60]}" if name else "")


def why(item: AgendaItem, pb: PbFile, names: list[str]) -> str:
    """Return the reason of one item."""
    if item.left_out:
        return REASONS.get(item.left_out, f"its supporters lack {amount(item.missing, pb)}")
    stage = STAGES[item.stage] if item.stage else ""
    if not any(item.paid) or len(names) == 1:
        return stage
    paid = (f"{name} {amount(whole, pb)}" for name, whole in zip(names, item.paid_minutes, strict=True) if whole)
    return f"{stage}, paid by {', '.join(paid)}"


def amount(units: int, pb: PbFile) -> str:
    """Return an amount of the file, in its own unit."""
    return f"{units:,}" if pb.unit == 1 else f"{units / pb.unit:,.{len(str(pb.unit)) - 1}f}"
