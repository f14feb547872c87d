//! Which bookings of a day may run side by side.

use crate::Row;

/// The rows in waves: rows that compete for a night are in different waves, in their order.
pub(super) fn waves<'a>(rows: &[&'a Row]) -> Vec<Vec<&'a Row>> {
    let mut waves: Vec<Vec<&Row>> = Vec::new();
    for row in rows {
        let after = waves.iter().rposition(|wave| wave.iter().any(|other| other.competes_with(row)));
        let at = after.map_or(0, |position| position + 1);
        match waves.get_mut(at) {
            Some(wave) => wave.push(row),
            None => waves.push(vec![row]),
        }
    }
    waves
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows;

    #[test]
    fn within_a_wave_nobody_competes_and_across_waves_order_is_kept() {
        let (rows, _) = rows();
        let busiest =
            rows.iter().filter(|row| row.booked == "2015-10-14".parse().unwrap()).collect::<Vec<_>>();

        let waves = waves(&busiest);

        let order: Vec<(usize, &Row)> =
            waves.iter().enumerate().flat_map(|(at, wave)| wave.iter().map(move |row| (at, *row))).collect();
        assert_eq!(order.len(), busiest.len());
        for (at, row) in &order {
            for (other_at, other) in order.iter().filter(|(_, other)| other.competes_with(row)) {
                assert_eq!(row.line.cmp(&other.line), at.cmp(other_at));
            }
        }
    }
}
