//! Files to take along: a tensor as a table or a picture, the weights, and what the PyTorch script needs to run them again.

use viz::table::Table;

use super::lesson::Lesson;
use super::picture::Pane;

/// The numbers of one tensor.
pub fn pane_table(pane: &Pane) -> Table {
    let name = |labels: &[String], at: usize| match labels.get(at) {
        Some(label) if label.parse::<usize>().is_err() => format!("{at} {label}").trim_end().to_string(),
        _ => at.to_string(),
    };
    viz::heatmap::table(&pane.grid, |row| name(&pane.rows, row), |col| name(&pane.cols, col))
}

pub fn pane_svg(pane: &Pane) -> String {
    viz::number_grid::svg(&pane.grid, &pane.scale, &pane.rows, &pane.cols, &pane.changed)
}

/// The weights as they ran, with the edits, as a safetensors file: a JSON header and raw 32-bit numbers.
pub fn weights_file(lesson: &Lesson) -> Vec<u8> {
    let Some(ran) = &lesson.ran else { return Vec::new() };
    let (mut entries, mut data) = (Vec::new(), Vec::new());
    for weight in &ran.weights {
        let begin = data.len();
        data.extend(weight.values.iter().flat_map(|value| value.to_le_bytes()));
        let shape: Vec<String> = weight.shape.iter().map(u32::to_string).collect();
        entries.push(format!(
            "\"{}\":{{\"dtype\":\"F32\",\"shape\":[{}],\"data_offsets\":[{begin},{}]}}",
            weight.name,
            shape.join(","),
            data.len()
        ));
    }
    let mut header = format!("{{{}}}", entries.join(","));
    // The numbers begin at a multiple of 8.
    header.push_str(&" ".repeat((8 - header.len() % 8) % 8));
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(data);
    file
}

/// Everything else that decides the run, and what came of it, for the script to compare.
pub fn inputs_json(lesson: &Lesson) -> String {
    let Some(ran) = &lesson.ran else { return String::new() };
    let (setup, shape) = (&ran.setup, &ran.shape);
    let token = |word: &String| ran.vocabulary.iter().position(|known| known == word).unwrap_or(0).to_string();
    let tokens: Vec<String> = ran.tokens.iter().map(token).collect();
    let visible = setup.mask.as_ref().map_or("null".to_string(), |mask| {
        let cells: Vec<&str> = mask.visible.iter().map(|seen| if *seen { "1" } else { "0" }).collect();
        format!("[{}]", cells.join(","))
    });
    let infinite = setup.mask.as_ref().is_some_and(|mask| mask.infinite);
    let ablated: Vec<String> = setup.surgery.ablated.iter().map(|(layer, head)| format!("[{layer},{head}]")).collect();
    // JSON has no NaN.
    let number = |value: &f32| if value.is_finite() { value.to_string() } else { "null".into() };
    let list = |values: &[f32]| format!("[{}]", values.iter().map(number).collect::<Vec<_>>().join(","));
    let shares: Vec<String> = ran.trace.layers.iter().map(|layer| list(&layer.probabilities)).collect();
    format!(
        "{{\n\"num_heads\": {},\n\"num_layers\": {},\n\"pre_norm\": {},\n\"gelu\": {},\n\"tokens\": [{}],\n\"visible\": {visible},\n\"infinite\": {infinite},\n\"ablated\": [{}],\n\"without_scale\": {},\n\"without_residual\": {},\n\"without_positions\": {},\n\"probabilities\": [{}],\n\"hidden\": {},\n\"logits\": {}\n}}\n",
        shape.num_heads,
        shape.num_layers,
        shape.pre_norm,
        shape.gelu,
        tokens.join(","),
        ablated.join(","),
        setup.surgery.without_scale,
        setup.surgery.without_residual,
        setup.surgery.without_positions,
        shares.join(","),
        list(&ran.trace.hidden),
        list(&ran.trace.logits),
    )
}
