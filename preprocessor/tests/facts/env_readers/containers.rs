//! Docker and Docker Compose, neither of which needs a real engine to read an env file.

use super::corpus::{self, Corpus};
use super::{Real, Values, compare, engine, folder, install};
use aws_doc_lint::env::readers::Reader;
use std::collections::BTreeMap;
use std::process::Command;

#[test]
fn docker_reads_as_modelled() {
    if !install::program("docker", "docker.io") {
        return;
    }
    let engine = engine::Engine::start();
    let files = Corpus::new().files(250);
    let config = folder("docker-config");
    let real: Vec<Real> = corpus::write(&folder("docker"), &files)
        .iter()
        .map(|path| {
            let output = Command::new("docker")
                .env_clear()
                .env("PATH", std::env::var_os("PATH").unwrap())
                .env("DOCKER_CONFIG", &config)
                .env("DOCKER_HOST", engine.address())
                .args(["create", "--pull", "never", "--env-file"])
                .arg(path)
                .arg("sample")
                .output()
                .unwrap();
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            match engine.created() {
                Some(values) => Real::Values(values),
                None => {
                    assert!(errors.contains("env file"), "{errors}");
                    Real::Refused(errors)
                }
            }
        })
        .collect();
    compare(Reader::Docker, &files, &real);
}

#[test]
fn compose_reads_as_modelled() {
    let Some(compose) = install::compose() else {
        return;
    };
    let files = Corpus::new().files(700);
    let folder = folder("compose");
    let paths = corpus::write(&folder, &files);
    let read = |chosen: &[usize]| -> Result<Vec<(usize, Values)>, String> {
        let services: serde_json::Map<String, serde_json::Value> = chosen
            .iter()
            .map(|&file| {
                let service = serde_json::json!({ "image": "sample", "env_file": [&paths[file]] });
                (format!("s{file}"), service)
            })
            .collect();
        let project = serde_json::json!({ "name": "sample", "services": services });
        let project_file = folder.join("compose.json");
        std::fs::write(&project_file, project.to_string()).unwrap();
        let output = Command::new(&compose)
            .env_clear()
            .env("HOME", &folder)
            .arg("-f")
            .arg(&project_file)
            .args(["config", "--format", "json"])
            .output()
            .unwrap();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let config: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        Ok(chosen
            .iter()
            .map(|&file| {
                let environment = &config["services"][format!("s{file}")]["environment"];
                let values: BTreeMap<String, Option<String>> =
                    serde_json::from_value(environment.clone()).unwrap_or_default();
                let values = values
                    .into_iter()
                    // What is printed can be read again: `$` is doubled.
                    .filter_map(|(name, value)| Some((name, value?.replace("$$", "$"))))
                    .collect();
                (file, values)
            })
            .collect())
    };
    let (refused, accepted): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|&file| Reader::Compose.read(&files[file]).refuses());
    let mut compared: Vec<(usize, Real)> = Vec::new();
    match read(&accepted) {
        Ok(all) => compared.extend(
            all.into_iter()
                .map(|(file, values)| (file, Real::Values(values))),
        ),
        // Some file is refused against the model: find out which.
        Err(_) => {
            for &file in &accepted {
                let real = match read(&[file]) {
                    Ok(mut all) => Real::Values(all.remove(0).1),
                    Err(error) => Real::Refused(error),
                };
                compared.push((file, real));
            }
        }
    }
    for &file in refused.iter().take(120) {
        let real = match read(&[file]) {
            Ok(mut all) => Real::Values(all.remove(0).1),
            Err(error) => Real::Refused(error),
        };
        compared.push((file, real));
    }
    let (texts, real): (Vec<String>, Vec<Real>) = compared
        .into_iter()
        .map(|(file, real)| (files[file].clone(), real))
        .unzip();
    compare(Reader::Compose, &texts, &real);
}
