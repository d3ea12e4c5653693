import pytest

from dnm.engines.scoring.radar import Point, points, radar

pytestmark = pytest.mark.once


def test_axes_start_at_the_top_and_go_clockwise():
    frame = radar(4, centre=(100, 100), radius=80)
    assert frame.axes == (Point(100, 20), Point(180, 100), Point(100, 180), Point(20, 100))
    assert [ring[0] for ring in frame.rings] == [Point(100, 80), Point(100, 60), Point(100, 40), Point(100, 20)]


def test_a_profile_lies_on_its_axes():
    frame = radar(4, centre=(100, 100), radius=80)
    corners = frame.outline([100, 50, 0, 25])
    assert corners == (Point(100, 20), Point(140, 100), Point(100, 100), Point(80, 100))
    assert points(corners) == "100.0,20.0 140.0,100.0 100.0,100.0 80.0,100.0"


def test_the_points_are_those_of_the_agreed_page():
    frame = radar(6, centre=(290, 232), radius=165)
    assert points(frame.rings[0]) == "290.0,190.8 325.7,211.4 325.7,252.6 290.0,273.2 254.3,252.6 254.3,211.4"
    assert points(frame.outline([47, 48, 60, 55, 16, 45])).startswith("290.0,154.4 358.6,192.4 375.7,281.5")


def test_names_stand_outside_and_turn_away_from_the_middle():
    labels = radar(6, centre=(0, 0), radius=100, gap=10).labels
    assert [label.anchor for label in labels] == ["middle", "start", "start", "middle", "end", "end"]
    assert labels[0].above
    assert labels[3].below
    assert labels[0].at == Point(0, -110)


def test_two_topics_or_a_score_too_many_are_refused():
    with pytest.raises(ValueError, match="a radar needs 3 topics"):
        radar(2, centre=(0, 0), radius=1)
    with pytest.raises(ValueError, match="2 scores for 3 axes"):
        radar(3, centre=(0, 0), radius=1).outline([1, 2])
