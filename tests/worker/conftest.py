from tests.house import house, prepared

__all__ = ["house", "prepared"]
