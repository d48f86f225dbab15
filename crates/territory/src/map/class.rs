//! Figures sorted into six classes of about equal count.

/// One class of the legend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub class: u8,
    /// The smallest and the largest figure in it.
    pub from: f64,
    pub to: f64,
}

/// The classes that a set of figures falls into.
pub(super) struct Scale {
    steps: Vec<Step>,
}

impl Scale {
    /// Equal figures get equal classes. Where nothing is below zero, class 0 is exactly "none": an area without a
    /// single entrepreneur must not look like one with a few.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let counts = values.first().is_some_and(|least| *least >= 0.0);
        let zeros = if counts { values.partition_point(|value| *value <= 0.0) } else { 0 };
        let mut steps = Vec::new();
        if zeros > 0 {
            steps.push(Step { class: 0, from: 0.0, to: 0.0 });
        }
        let rest = values.get(zeros..).unwrap_or_default();
        let first: u8 = if counts { 1 } else { 0 };
        let mut groups: Vec<&[f64]> = rest.chunk_by(|a, b| a == b).collect();
        let wanted = usize::from(6 - first);
        if groups.len() > wanted {
            groups = even(rest, wanted);
        }
        let spread = |at: usize, of: usize| {
            // Few classes are drawn far apart, so that two areas do not look nearly alike.
            let top = usize::from(5 - first);
            u8::try_from(if of < 2 { top / 2 } else { at * top / (of - 1) }).unwrap_or(0) + first
        };
        let of = groups.len();
        for (at, group) in groups.into_iter().enumerate() {
            if let (Some(from), Some(to)) = (group.first(), group.last()) {
                steps.push(Step { class: spread(at, of), from: *from, to: *to });
            }
        }
        Self { steps }
    }

    pub(super) fn class(&self, value: f64) -> Option<u8> {
        self.steps.iter().find(|step| step.from <= value && value <= step.to).map(|step| step.class)
    }

    pub(super) fn steps(self) -> Vec<Step> {
        self.steps
    }
}

/// Cuts sorted figures into runs of about equal length, never between equal figures.
fn even(values: &[f64], runs: usize) -> Vec<&[f64]> {
    let mut cut = Vec::new();
    let mut rest = values;
    for left in (1..=runs).rev() {
        let about = rest.len().div_ceil(left);
        let Some(edge) = about.checked_sub(1).and_then(|last| rest.get(last)) else { break };
        let (run, after) = rest.split_at(rest.partition_point(|value| value <= edge));
        cut.push(run);
        rest = after;
    }
    cut
}
