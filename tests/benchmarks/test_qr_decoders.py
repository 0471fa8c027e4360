from benchmarks.qr_decoders import format_results
from benchmarks.qr_prints import CODE, FRAME, MASK, PRINTS
from events.bookings import checkin_codes


def test_twenty_prints_all_different_and_alike_every_time():
    assert checkin_codes.MASK == MASK
    frames = {name: make_print() for name, make_print in PRINTS.items()}
    assert {frame.size for frame in frames.values()} == {FRAME}
    assert len({frame.tobytes() for frame in frames.values()}) == len(frames) == 20
    assert PRINTS["crumpled hard"]().tobytes() == frames["crumpled hard"].tobytes()


def test_the_table_counts_what_was_read_rightly():
    rows = [[(CODE, 12.4), (None, 300.0)]] * 19 + [[("another", 1.0), (CODE, 2.0)]]
    lines = format_results(rows).splitlines()
    assert lines[2] == "| crumpled a little | read, 12 ms | not read, 300 ms |"
    assert lines[-2] == "| bad printer, compressed | WRONG, 1 ms | read, 2 ms |"
    assert lines[-1] == "| read | 19 of 20 | 1 of 20 |"
