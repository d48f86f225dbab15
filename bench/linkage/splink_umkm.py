"""usage: umkm.py CSV {plain|strong} SEED THREADS   -- dedupe of synthetic UMKM owner records with Splink/DuckDB"""
import sys, warnings, logging, re; warnings.filterwarnings("ignore"); logging.disable(logging.WARNING)
import numpy as np, pandas as pd, duckdb, pyarrow as pa
from splink_common import *
import splink, splink.comparison_library as cl, splink.comparison_level_library as cll
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
path, model, seed, TH = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

MAXP = float(sys.argv[5]) if len(sys.argv) > 5 else 1e7
t_all = Clock()
df = pd.read_csv(path, dtype=str, keep_default_na=False)
n = len(df); gold = pd.factorize(df["person_id"])[0]
vc = np.bincount(gold).astype(np.int64); ntrue = int((vc * (vc - 1) // 2).sum())
t_all.lap("read_csv")
# --- standardisation an analyst would do before Splink
HON = re.compile(r"^(HJ|H|IBU|BU|NY|BPK|PAK|TN)\s+"); DEG = re.compile(r"\s+(SE|SPD|SPT|AMD|SH)$")
AB = {"MUH": "MUHAMMAD", "MOH": "MUHAMMAD", "M": "MUHAMMAD", "MOHAMAD": "MUHAMMAD", "MUHAMAD": "MUHAMMAD", "MOCHAMAD": "MUHAMMAD", "ABD": "ABDUL", "ACHMAD": "AHMAD", "AKHMAD": "AHMAD", "JUSUF": "YUSUF", "YUSUP": "YUSUF", "ST": "SITI"}
def cn(s):
    s = DEG.sub("", HON.sub("", s)); s = " ".join(AB.get(w, w) for w in s.split())
    return s.replace("OE", "U").replace("DJ", "J").replace("TJ", "C")
def cu(s):
    s = re.sub(r"^(UD|CV|UMKM|RM)\s+", "", s); return re.sub(r"\bWR\b", "WARUNG", re.sub(r"\bTK\b", "TOKO", s)).replace("KATERING", "CATERING")
df["nm"] = df["nama"].map(cn); df["nm_ns"] = df["nm"].str.replace(" ", "")
df["nm_sort"] = df["nm"].map(lambda s: " ".join(sorted(s.split())))
df["nm1"] = df["nm"].str.split(" ").str[0]
df["nm_tok"] = df["nm"].map(lambda s: s.split())
df["us"] = df["nama_usaha"].map(cu); df["us_tok"] = df["us"].map(lambda s: s.split() or None); df["al"] = df["alamat"].str.replace(" NO ", " ", regex=False)
df["kel3"] = np.where((df.rt != "") & (df.rw != ""), df["kelurahan"] + "|" + df["rw"] + "|" + df["rt"], "")
ok = df["nik"].str.len() == 16
df["nik15"] = np.where(ok, df["nik"].str[:15], "")
def nikdob(s):
    if len(s) != 16: return ""
    d, m, y = int(s[6:8]), int(s[8:10]), int(s[10:12])
    if d > 40: d -= 40
    return f"{1900 + y if y > 12 else 2000 + y:04d}-{m:02d}-{d:02d}" if 1 <= d <= 31 and 1 <= m <= 12 else ""
nd = df["nik"].map(nikdob); df["dob"] = df["tgl_lahir"].where(df["tgl_lahir"] != "", nd)
df["dob_s"] = df["tgl_lahir"]
cols = ["rec_id", "nm_tok", "us_tok", "nm", "nm_ns", "nm_sort", "nm1", "nik", "nik15", "dob", "dob_s", "jk", "no_hp", "us", "nib", "al", "kel3", "rw", "kelurahan", "kecamatan", "person_id"]
d2 = df[cols].copy()
for c in cols:
    if not c.endswith("_tok"): d2[c] = d2[c].where(d2[c] != "", None)
d2["rec_id"] = df["rec_id"].astype(int)
t_all.lap("standardise")

N_, E = cll.NullLevel, cll.ElseLevel
def sql(cond, lab, **k): return cll.CustomLevel(cond, lab)
if model == "plain":     # library comparisons only
    comps = [cl.NameComparison("nm").configure(term_frequency_adjustments=True),
             cl.DateOfBirthComparison("dob", input_is_string=True, datetime_format="%Y-%m-%d", invalid_dates_as_null=True),
             cl.DamerauLevenshteinAtThresholds("nik", [1, 2]), cl.DamerauLevenshteinAtThresholds("no_hp", [1, 2]),
             cl.JaroWinklerAtThresholds("us", [.92, .8]).configure(term_frequency_adjustments=True),
             cl.JaroWinklerAtThresholds("al", [.92, .8]), cl.ExactMatch("kelurahan").configure(term_frequency_adjustments=True), cl.ExactMatch("jk")]
else:
    def C(name, levels): return {"output_column_name": name, "comparison_levels": levels}
    comps = [
        C("nm", [N_("nm"), cll.ExactMatchLevel("nm", term_frequency_adjustments=True),
                 sql("nm_ns_l = nm_ns_r or nm_sort_l = nm_sort_r", "same letters / reordered"),
                 cll.JaroWinklerLevel("nm", .95), cll.JaroWinklerLevel("nm", .9),
                 sql("len(list_intersect(nm_tok_l, nm_tok_r)) = least(len(nm_tok_l), len(nm_tok_r))", "one contains the other"),
                 cll.ExactMatchLevel("nm1", term_frequency_adjustments=True), cll.JaroWinklerLevel("nm", .8), E()]),
        C("nik", [N_("nik"), cll.ExactMatchLevel("nik"), sql("nik15_l = nik15_r and (substr(nik_l,16,1)='0' or substr(nik_r,16,1)='0')", "excel-mangled"),
                  cll.DamerauLevenshteinLevel("nik", 1), cll.DamerauLevenshteinLevel("nik", 2),
                  sql("substr(nik_l,7,6) = substr(nik_r,7,6)", "same dob+sex part"), E()]),
        cl.DateOfBirthComparison("dob_s", input_is_string=True, datetime_format="%Y-%m-%d", invalid_dates_as_null=True),
        C("no_hp", [N_("no_hp"), cll.ExactMatchLevel("no_hp", term_frequency_adjustments=True), cll.DamerauLevenshteinLevel("no_hp", 1), E()]),
        C("nib", [N_("nib"), cll.ExactMatchLevel("nib", term_frequency_adjustments=True), cll.DamerauLevenshteinLevel("nib", 1), E()]),
        C("us", [N_("us"), cll.ExactMatchLevel("us", term_frequency_adjustments=True), cll.JaroWinklerLevel("us", .92),
                 sql("len(list_intersect(us_tok_l, us_tok_r)) >= 2 or contains(us_l,us_r) or contains(us_r,us_l)", "2 tokens / contained"),
                 cll.JaroWinklerLevel("us", .8), E()]),
        C("al", [N_("al"), cll.ExactMatchLevel("al", term_frequency_adjustments=True), cll.JaroWinklerLevel("al", .95), cll.JaroWinklerLevel("al", .88), E()]),
        C("wil", [N_("kelurahan"), cll.ExactMatchLevel("kel3", term_frequency_adjustments=True), sql("kelurahan_l=kelurahan_r and rw_l=rw_r", "kel+rw"),
                  sql("kelurahan_l=kelurahan_r and (kel3_l is null or kel3_r is null)", "kel, rt/rw unknown"),
                  cll.ExactMatchLevel("kelurahan", term_frequency_adjustments=True), cll.JaroWinklerLevel("kelurahan", .9),
                  cll.ExactMatchLevel("kecamatan"), E()]),
        cl.ExactMatch("jk")]
if model == "tuned":     # household evidence is correlated -> one joint comparison learnt by EM instead of 5 independent ones
    same_us = "(us_l = us_r or nib_l = nib_r or jaro_winkler_similarity(us_l, us_r) > 0.9 or len(list_intersect(us_tok_l, us_tok_r)) >= 2)"
    same_loc = "(kel3_l = kel3_r or (al_l = al_r and kelurahan_l = kelurahan_r) or (kelurahan_l = kelurahan_r and jaro_winkler_similarity(al_l, al_r) > 0.93))"
    hp = "(no_hp_l = no_hp_r)"; hp1 = "(damerau_levenshtein(no_hp_l, no_hp_r) = 1)"
    hh = C("household", [
        sql(f"{hp} and {same_us} and {same_loc}", "hp+us+loc"), sql(f"{hp} and {same_us}", "hp+us"), sql(f"{hp} and {same_loc}", "hp+loc"),
        sql(f"{same_us} and {same_loc}", "us+loc"), sql(f"{hp} and kelurahan_l = kelurahan_r", "hp+kel"), sql(hp, "hp"),
        sql(f"{hp1} and (kelurahan_l = kelurahan_r or {same_us})", "hp typo"), sql(f"{same_us} and kelurahan_l = kelurahan_r", "us+kel"),
        sql("nib_l = nib_r", "nib"), sql(same_loc, "loc"), sql("kelurahan_l=kelurahan_r and rw_l = rw_r", "kel+rw"),
        sql(same_us, "us"), sql("kelurahan_l = kelurahan_r", "kel"), sql("kecamatan_l = kecamatan_r", "kec"), E()])
    # a 1-digit difference inside the 4-digit serial is a *different person* born the same day in the same area, not a typo
    nik = C("nik", [N_("nik"), cll.ExactMatchLevel("nik"), sql("nik15_l = nik15_r and (substr(nik_l,16,1)='0' or substr(nik_r,16,1)='0')", "excel-mangled"),
                  sql("length(nik_l)=16 and length(nik_r)=16 and substr(nik_l,1,12) = substr(nik_r,1,12)", "same area+dob, other serial"),
                  cll.DamerauLevenshteinLevel("nik", 1), cll.DamerauLevenshteinLevel("nik", 2),
                  sql("substr(nik_l,7,6) = substr(nik_r,7,6)", "same dob+sex part"), E()])
    comps = [comps[0], nik, comps[2], hh, cl.ExactMatch("jk")]
br = [block_on("nik"), block_on("no_hp"), block_on("nib"), block_on("nm", "kelurahan"), block_on("dob", "substr(nm,1,3)"),
      block_on("us", "kelurahan"), block_on("substr(nik,1,12)"), block_on("kel3", "substr(nm,1,3)"), block_on("substr(nik,5,12)"),
      block_on("nm_sort", "kecamatan"), block_on("substr(no_hp,1,9)", "substr(nm,1,2)"), block_on("al", "kelurahan"),
      block_on("nm1", "us"), block_on("nm_ns", "dob")]
clk = Clock()
con = duckdb.connect(); con.execute(f"SET threads={TH}")
api = DuckDBAPI(connection=con); sdf = api.register(pa.Table.from_pandas(d2, preserve_index=False))
linker = Linker(sdf, SettingsCreator(unique_id_column_name="rec_id", link_type="dedupe_only", blocking_rules_to_generate_predictions=br,
                comparisons=comps, retain_intermediate_calculation_columns=False, retain_matching_columns=False))
clk.lap("register")
linker.training.estimate_probability_two_random_records_match([block_on("nik"), block_on("nm", "no_hp"), block_on("nm", "dob", "kelurahan")], recall=.8)
linker.training.estimate_u_using_random_sampling(max_pairs=MAXP, seed=seed)
clk.lap("train_u")
for r in (["nm", "kelurahan"], ["no_hp"], ["nik"]) + ((["nm_sort", "dob"],) if model == "tuned" else ()):
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(*r), estimate_without_term_frequencies=True)
clk.lap("train_em")
pred = linker.inference.predict(threshold_match_weight=-8); clk.lap("predict")
clus = linker.clustering.cluster_pairwise_predictions_at_threshold(pred, threshold_match_probability=.95); clk.lap("cluster@.95")
times = clk.done()
pf = pred.as_duckdbpyrelation().select("rec_id_l, rec_id_r, match_weight").df()
ia, ib, w = pf.rec_id_l.to_numpy(), pf.rec_id_r.to_numpy(), pf.match_weight.to_numpy(); t = gold[ia] == gold[ib]
# blocking ceiling measured independently of the score cut
q = []
con = duckdb.connect(); con.execute(f"SET threads={TH}"); con.register("d2", pa.Table.from_pandas(d2, preserve_index=False))
for r in br:
    s = r.get_blocking_rule("duckdb").blocking_rule_sql if hasattr(r, "get_blocking_rule") else str(r)
    q.append(f"select l.rec_id a, r.rec_id b from d2 l join d2 r on ({s}) and l.rec_id<r.rec_id")
tot, tru = con.execute(f"with u as ({' union '.join(q)}) select count(*), count(*) filter (l.person_id=r.person_id) from u join d2 l on l.rec_id=a join d2 r on r.rec_id=b").fetchall()[0]
det = {}
for name, c in {"exact NIK": "l.nik=r.nik", "exact NIK or (name and phone)": "l.nik=r.nik or (l.nm=r.nm and l.no_hp=r.no_hp)"}.items():
    parts = [f"select l.rec_id a, r.rec_id b from d2 l join d2 r on {x} and l.rec_id<r.rec_id" for x in c.replace("(", "").replace(")", "").split(" or ")]
    a_, b_ = con.execute(f"with u as ({' union '.join(parts)}) select count(*), count(*) filter (l.person_id=r.person_id) from u join d2 l on l.rec_id=a join d2 r on r.rec_id=b").fetchall()[0]
    det[name] = prf(b_, a_, ntrue)
out = {"dataset": path, "rows": n, "model": model, "seed": seed, "threads": TH, "u_max_pairs": MAXP, "splink": splink.__version__, "duckdb": duckdb.__version__,
       "seconds": times, "prep_seconds": t_all.t, "peak_rss_mb": round(rss_mb()), "candidate_pairs": int(tot), "blocking_recall": round(tru / ntrue, 5),
       "baselines": det, "pairwise": pair_metrics(w, t, ntrue), "clustered": cluster_metrics(ia, ib, w, gold, ntrue)}
fpm = (~t) & (w >= np.log2(99))
print("FP@.99 sample:")
for k in np.argsort(-w * fpm)[:0 if n > 50000 else 12]:
    a, b = df.iloc[ia[k]], df.iloc[ib[k]]; print(round(w[k], 1), "|", *a[["nama","nik","tgl_lahir","no_hp","nama_usaha","nib","alamat","rt","rw","kelurahan"]].tolist(), "||", *b[["nama","nik","tgl_lahir","no_hp","nama_usaha","nib","alamat","rt","rw","kelurahan"]].tolist())
save(f"umkm_{n}_{model}_s{seed}_t{TH}", out)
