"""What the templates of form fields need to know."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, DateInput, DateTimeInput, RadioSelect, Widget


def as_native_date(widget: Widget) -> None:
    """Let the browser's own date control take dates: it shows the reader's form and sends ISO."""
    if isinstance(widget, DateTimeInput) and widget.input_type == "text":
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, DateInput) and widget.input_type == "text":
        widget.input_type, widget.format = "date", "%Y-%m-%d"


def parts(bound: BoundField) -> dict[str, Any]:
    """Return the label, words, errors and control of a field, tied together for screen readers."""
    widget = bound.field.widget
    as_native_date(widget)
    grouped = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    single = isinstance(widget, CheckboxInput)
    id, errors = bound.auto_id or bound.html_name, list(bound.errors)
    described = " ".join([f"{id}_hint"] * bool(bound.help_text) + [f"{id}_error"] * bool(errors))
    attrs: dict[str, Any] = {"aria-describedby": described} if described else {}
    if not grouped and not single:
        attrs["class"] = f"{widget.attrs.get('class', '')} control".strip()
    return {
        "id": id,
        "label": bound.label,
        "hint": bound.help_text,
        "required": bound.field.required,
        "need": getattr(bound.field, "need", ""),  # where neither "required" nor "optional" is the whole truth
        "errors": errors,
        "described": described,
        "wrapper": "fieldset" if grouped else "div",
        "label_tag": "legend" if grouped else "label",
        "single": single,
        "options": options(bound) if grouped else [],
        "control": None if grouped else bound.as_widget(attrs=attrs),
    }


def options(bound: BoundField) -> list[Any]:
    """Return the choices of a group, without the empty one."""
    return [option for option in bound.subwidgets if str(option.data["value"]) or bound.field.required is False]


def summary(form: Any) -> dict[str, Any]:
    """Return what is wrong with a form or a list of forms, in the order of the fields."""
    forms_ = [form] if isinstance(form, forms.BaseForm) else list(form)
    general, wrong = [], []
    for one in forms_:
        if not one.is_bound or not one.errors:
            continue
        general += list(one.non_field_errors())
        wrong += [
            {"id": target(bound), "label": led_in(bound.label), "error": bound.errors[0]} for bound in one.visible_fields() if bound.errors
        ]
        general += [str(error) for bound in one.hidden_fields() for error in bound.errors]
    return {"general": general, "fields": wrong, "count": len(general) + len(wrong)}


def led_in(label: object) -> str:
    """Return a label before what is wrong: a question or a sentence takes no colon."""
    return words if (words := str(label)).endswith(("?", ".")) else f"{words}:"


def target(bound: BoundField) -> str:
    """Return the id to jump to: the control, or the first choice of a group."""
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.auto_id
