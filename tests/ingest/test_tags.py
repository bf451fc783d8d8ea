"""What phones write about themselves is read, and doubted."""

import pytest

from vidkit.ingest.tags import capture_rate, created, device


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (
            {
                "creation_time": "2023-05-09T11:48:30.000000Z",
                "com.apple.quicktime.creationdate": "2023-05-09T12:41:46+0100",
            },
            "2023-05-09T12:41:46+01:00",
        ),
        ({"creation_time": "2023-03-16T15:26:24.000000Z"}, "2023-03-16T15:26:24+00:00"),
        ({"date": "2008", "creation_time": "2023-03-16T15:26:24Z"}, "2023-03-16T15:26:24+00:00"),
        ({"creation_time": "1904-01-01T00:00:00Z"}, ""),
        ({"creation_time": "yesterday"}, ""),
        ({"date": "2023-03-16T15:26:24"}, ""),
        ({}, ""),
    ],
)
def test_created(tags: dict[str, str], expected: str) -> None:
    assert created(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (
            {"com.apple.quicktime.make": "Apple", "com.apple.quicktime.model": "iPhone 14 Pro"},
            "Apple iPhone 14 Pro",
        ),
        ({"com.android.manufacturer": "Google", "com.android.model": "Pixel 7"}, "Google Pixel 7"),
        ({"make": "HUAWEI", "model": "HUAWEI P30"}, "HUAWEI P30"),
        ({"make": "Apple"}, "Apple"),
        ({"model": "iPhone 5"}, "iPhone 5"),
        ({}, ""),
    ],
)
def test_device(tags: dict[str, str], expected: str) -> None:
    assert device(tags) == expected


@pytest.mark.parametrize(("text", "rate"), [("240.000000", 240), ("fast", 0), ("nan", 0), ("inf", 0), ("-1", 0)])
def test_capture_rate(text: str, rate: float) -> None:
    assert capture_rate({"com.android.capture.fps": text}) == rate


def test_no_capture_rate() -> None:
    assert capture_rate({}) == 0
