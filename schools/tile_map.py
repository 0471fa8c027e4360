"""Layout of the schematic tile map. The positions of districts are data; campus and legend are put into free cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from schools.models import District

CAMPUS_ROWS, CAMPUS_COLUMNS = 2, 3  # two columns for the campus itself, one for the plus sign beside it
MIN_LEGEND_COLUMNS = 3

Cell = tuple[int, int]  # row and column, from 1


@dataclass(frozen=True)
class Tile:
    """Rows and columns count from 1, as CSS grids do."""

    district: District
    row: int
    column: int


@dataclass(frozen=True)
class Area:
    """A rectangle on the grid; `columns` is its width."""

    row: int
    column: int
    columns: int


@dataclass(frozen=True)
class TileMap:
    tiles: list[Tile]
    columns: int
    campus: Area | None
    legend: Area

    @property
    def plus_column(self) -> int:
        """The column of the plus sign beside the campus, 0 without a campus."""
        return self.campus.column + CAMPUS_COLUMNS - 1 if self.campus else 0


def lay_out_tiles(districts: Sequence[District], *, has_campus: bool) -> TileMap:
    """Place the campus in the first free block from the top left, or in two new rows above everything."""
    cells = [(district.tile_row + 1, district.tile_column + 1) for district in districts]
    columns = max([column for _row, column in cells] + [CAMPUS_COLUMNS])
    taken, campus, shift = set(cells), None, 0
    if has_campus:
        place = find_free_block(taken, columns)
        shift = 0 if place else CAMPUS_ROWS
        campus = Area(*(place or (1, 1)), CAMPUS_COLUMNS - 1)
        taken = {(row + shift, column) for row, column in taken} | set(block_cells((campus.row, campus.column)))
    tiles = [Tile(district, row + shift, column) for district, (row, column) in zip(districts, cells, strict=True)]
    return TileMap(tiles, columns, campus, place_legend(taken, columns))


def block_cells(top_left: Cell) -> list[Cell]:
    row, column = top_left
    return [(row + down, column + right) for down in range(CAMPUS_ROWS) for right in range(CAMPUS_COLUMNS)]


def find_free_block(taken: set[Cell], columns: int) -> Cell | None:
    """Return the top left cell of a block within the rows of the districts, or None: the map must not grow for it."""
    last = max((row for row, _column in taken), default=CAMPUS_ROWS)
    for row in range(1, max(last - CAMPUS_ROWS + 1, 1) + 1):
        for column in range(1, columns - CAMPUS_COLUMNS + 2):
            if not taken & set(block_cells((row, column))):
                return row, column
    return None


def place_legend(taken: set[Cell], columns: int) -> Area:
    """Return the widest gap in the last row, or a new row below where that is too narrow."""
    last = max((row for row, _column in taken), default=0)
    gaps, start = [], 1
    for column in range(1, columns + 2):
        if column > columns or (last, column) in taken:
            gaps.append((column - start, start))
            start = column + 1
    width, start = max(gaps)
    return Area(last, start, width) if last and width >= MIN_LEGEND_COLUMNS else Area(last + 1, 1, columns)
