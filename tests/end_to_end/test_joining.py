"""The ways into a session and out of it, for members, late ones and screens."""

from __future__ import annotations

from tests.support.processes import Stage, Team


def test_everybody_gets_in_and_out_as_they_like(stage: Stage) -> None:
    """Link, words and stdin all open the session; two of one name are told apart."""
    relay, port = stage.serve()
    url = f"ws://127.0.0.1:{port}"
    lead = stage.host("--server", url, "--small-group")
    words, link = lead.last("welcome")["words"], lead.last("welcome")["link"]
    linked = stage.join("Anna", link)
    linked.wait("welcome")
    arguments = ("join", "--plain", "--json", "--name", "Anna", "--server", url)
    spoken = stage.start(
        "Anna again", *arguments, words.upper().replace(" ", "-"), answers=True
    )
    typed = stage.start(
        "Bob", "join", "--plain", "--json", "--name", "Bob", "--server", url,
        answers=True,
    )  # fmt: skip
    typed.give(words)
    screen = stage.join("Beamer", link, "--present")
    team = Team(lead, [linked, spoken, typed])
    team.seated()
    everyone = ["Anna", "Anna 2", "Bob", "Facilitator"]
    for each in (*team, screen):
        each.wait(
            "people",
            lambda event: (
                sorted(event["members"]) == everyone and event["screens"] == ["Beamer"]
            ),
        )
    assert not any("words" in each.last("welcome") for each in team.members)

    team.go("write")
    screen.wait_at("write")
    assert screen.refused("note well A screen has no notes") == "out-of-step"
    spoken.ok("note well From the second Anna")
    late = stage.join("Carol", link)
    late.wait("people", lambda event: "Carol" in event["members"])
    late.wait_at("write")
    late.ok("note well From who came late")
    lead.wait("people", lambda event: "Carol" in event["members"])
    linked.ok("quit")
    assert linked.ended() == 0
    now_here = ["Anna 2", "Bob", "Carol", "Facilitator"]
    lead.wait("people", lambda event: sorted(event["members"]) == now_here)

    lead.ok("collect 0")
    rest = [lead, spoken, typed, late]
    for each in rest:
        asked = each.wait("roster", lambda event: "Carol" in event["members"])
        assert sorted(asked["members"]) == now_here
    assert lead.last("roster")["removed"] == ["Anna"]
    for each in (*rest, screen):
        notes = each.wait("notes")["notes"]
        assert sorted(note["text"] for note in notes) == [
            "From the second Anna",
            "From who came late",
        ]
    lead.ok("end")
    for each in (*rest, screen):
        assert each.ended() == 0
        assert each.stderr == ""
    relay.terminate()
    assert relay.ended() == 0


def test_the_end_of_the_input_is_not_the_end_of_the_session(stage: Stage) -> None:
    """A member whose input is over stays until the session ends, and leaves with 0."""
    _, port = stage.serve()
    lead = stage.host("--server", f"ws://127.0.0.1:{port}")
    member = stage.join("Anna", lead.last("welcome")["link"])
    Team(lead, [member]).seated()
    lead.wait("people", lambda event: len(event["members"]) == 2)
    member.wait("accepted")
    member.close_stdin()
    lead.ok("go close")
    member.wait_at("close")
    lead.ok("end")
    assert member.ended() == 0
    assert lead.ended() == 0
