"""Seeded defects that the suite must catch, one small file each: `assay verify` puts them into the system."""
