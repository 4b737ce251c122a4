//! Whether a place is about AWS, by the words around it.
//!
//! The nearest words decide: those of the line, then of the block or fence, then of the section, then of
//! the page. Where they name both AWS and another provider, nobody can tell. A check that would report a
//! correct text of another provider asks here first.

use std::cell::OnceCell;
use std::ops::Range;

use spanned_text::Part as _;

/// What a place is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// AWS.
    Aws,
    /// Another provider.
    Other,
    /// No word says, or words say both.
    Unclear,
}

/// A text whose words are looked at once, when something asks.
#[derive(Debug)]
pub(crate) struct Surroundings<'t> {
    text: &'t str,
    marks: OnceCell<Marks>,
}

/// Where the words are that say what a text is about, and where its parts begin.
#[derive(Debug, Default)]
struct Marks {
    aws: Vec<usize>,
    others: Vec<usize>,
    lines: Vec<usize>,
    blocks: Vec<usize>,
    sections: Vec<usize>,
    fences: Vec<Range<usize>>,
}

impl<'t> Surroundings<'t> {
    /// The surroundings of every place in `text`.
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            marks: OnceCell::new(),
        }
    }

    /// What the place at the byte `at` is about.
    pub(crate) fn subject(&self, at: usize) -> Subject {
        let marks = self.marks();
        let block = marks.block(at, self.text.len());
        let line = part(&marks.lines, at, self.text.len());
        match marks.subject(&line) {
            None => {}
            // `AWS_REGION` next to the endpoint of another provider is about that provider.
            Some(Subject::Aws) if !within(&marks.others, &block).is_empty() => {
                return Subject::Unclear;
            }
            Some(subject) => return subject,
        }
        let section = part(&marks.sections, at, self.text.len());
        [block, section]
            .iter()
            .find_map(|part| marks.subject(part))
            .unwrap_or_else(|| self.whole())
    }

    /// What the text as a whole is about.
    pub(crate) fn whole(&self) -> Subject {
        let whole = self.marks().subject(&(0..self.text.len()));
        whole.unwrap_or(Subject::Unclear)
    }

    /// Whether the text names another provider anywhere.
    pub(crate) fn names_others(&self) -> bool {
        !self.marks().others.is_empty()
    }

    /// Whether the byte `at` is in a fence.
    pub(crate) fn is_in_fence(&self, at: usize) -> bool {
        self.marks().fence(at).is_some()
    }

    fn marks(&self) -> &Marks {
        self.marks.get_or_init(|| Marks::of(self.text))
    }
}

impl Marks {
    fn of(text: &str) -> Self {
        let mut marks = Self::default();
        let mut at = 0;
        let mut fence: Option<usize> = None;
        let mut after_blank = true;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            marks.lines.push(at);
            if std::mem::replace(&mut after_blank, trimmed.is_empty()) {
                marks.blocks.push(at);
            }
            if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
                match fence.take() {
                    Some(start) => marks.fences.push(start..at + line.len()),
                    None => fence = Some(at),
                }
            } else if fence.is_none() && trimmed.starts_with('#') {
                marks.sections.push(at);
            }
            at += line.len();
        }
        marks.words(text);
        marks
    }

    /// Finds the words that count.
    fn words(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut before: &[u8] = &[];
        let mut at = 0;
        for word in bytes.split(|byte| !byte.is_ascii_alphanumeric()) {
            let start = at;
            at += word.len() + 1;
            if (2..=LONGEST).contains(&word.len()) {
                let mut lower = [0; LONGEST];
                let lower = lower.get_mut(..word.len()).unwrap_or_default();
                lower.copy_from_slice(word);
                lower.make_ascii_lowercase();
                let lower: &[u8] = lower;
                if AWS.contains(&lower) {
                    self.aws.push(start);
                } else if OTHERS.contains(&lower)
                    || (lower == b"cloud"
                        && CLOUDS.iter().any(|it| before.eq_ignore_ascii_case(it)))
                    || (lower.starts_with(b"endpoint") && is_elsewhere(bytes.part(at..)))
                {
                    self.others.push(start);
                }
            }
            if !word.is_empty() {
                before = word;
            }
        }
    }

    /// What the words in `part` say; `None` where there are none.
    fn subject(&self, part: &Range<usize>) -> Option<Subject> {
        let has = |places: &[usize]| !within(places, part).is_empty();
        match (has(&self.aws), has(&self.others)) {
            (false, false) => None,
            (true, false) => Some(Subject::Aws),
            (false, true) => Some(Subject::Other),
            (true, true) => Some(Subject::Unclear),
        }
    }

    fn fence(&self, at: usize) -> Option<&Range<usize>> {
        let after = self.fences.partition_point(|fence| fence.start <= at);
        let last = self.fences.get(after.checked_sub(1)?)?;
        last.contains(&at).then_some(last)
    }

    /// The fence around `at`, or the lines around it between blank ones.
    fn block(&self, at: usize, end: usize) -> Range<usize> {
        self.fence(at)
            .cloned()
            .unwrap_or_else(|| part(&self.blocks, at, end))
    }
}

/// The part around `at` of a text of `end` bytes; parts begin at `starts`.
fn part(starts: &[usize], at: usize, end: usize) -> Range<usize> {
    let after = starts.partition_point(|start| *start <= at);
    let start = after.checked_sub(1).and_then(|last| starts.get(last));
    start.copied().unwrap_or(0)..starts.get(after).copied().unwrap_or(end)
}

/// The places that are in `part`.
fn within<'m>(places: &'m [usize], part: &Range<usize>) -> &'m [usize] {
    let from = places.partition_point(|at| *at < part.start);
    let to = places.partition_point(|at| *at < part.end);
    places.part(from..to)
}

/// Whether what follows the word `endpoint` is the address of a server that is neither AWS's nor local.
fn is_elsewhere(after: &[u8]) -> bool {
    let near = after.part(..120);
    let line = memchr::memchr(b'\n', near).map_or(near, |end| near.part(..end));
    let line = String::from_utf8_lossy(line);
    line.split_once("://").is_some_and(|(_, rest)| {
        let end = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`' | ')');
        let host = rest.find(end).map_or(rest, |end| rest.part(..end));
        host.contains('.')
            && !host.starts_with(|c: char| c.is_ascii_digit())
            && !["amazonaws", "api.aws", "localhost"]
                .iter()
                .any(|known| host.contains(known))
    })
}

/// The length of the longest word that counts.
const LONGEST: usize = 16;

/// Words that AWS alone uses.
const AWS: [&[u8]; 22] = [
    b"aws",
    b"amazon",
    b"amazonaws",
    b"boto3",
    b"botocore",
    b"awscli",
    b"bedrock",
    b"cloudformation",
    b"cloudfront",
    b"cloudtrail",
    b"cloudwatch",
    b"dynamodb",
    b"ec2",
    b"ecr",
    b"eks",
    b"eksctl",
    b"fargate",
    b"kinesis",
    b"route53",
    b"sagemaker",
    b"sqs",
    b"sns",
];

/// Words of other providers whose regions are, or are often written, as AWS's are.
const OTHERS: [&[u8]; 54] = [
    b"oci",
    b"oraclecloud",
    b"alibaba",
    b"alibabacloud",
    b"aliyun",
    b"aliyuncs",
    b"huawei",
    b"huaweicloud",
    b"myhuaweicloud",
    b"tencent",
    b"tencentcloud",
    b"myqcloud",
    b"ionos",
    b"ionoscloud",
    b"linode",
    b"linodeobjects",
    b"akamai",
    b"wasabi",
    b"wasabisys",
    b"digitalocean",
    b"scaleway",
    b"ovh",
    b"ovhcloud",
    b"backblaze",
    b"backblazeb2",
    b"cloudflare",
    b"fastly",
    b"vultr",
    b"hetzner",
    b"exoscale",
    b"idrive",
    b"storj",
    b"minio",
    b"ceph",
    b"gcp",
    b"gce",
    b"gcs",
    b"gke",
    b"gcloud",
    b"azure",
    b"ibmcloud",
    b"openstack",
    b"outscale",
    b"qiniu",
    b"petabox",
    b"rabata",
    b"cubbit",
    b"lyvecloud",
    b"impossiblecloud",
    b"rackcorp",
    b"upcloud",
    b"yandexcloud",
    b"tigris",
    b"nebius",
];

/// Words before `cloud` that name another provider.
const CLOUDS: [&[u8]; 7] = [
    b"oracle",
    b"google",
    b"ibm",
    b"lyve",
    b"impossible",
    b"yandex",
    b"magalu",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn subject(text: &str, at: &str) -> Subject {
        Surroundings::new(text).subject(text.find(at).unwrap())
    }

    #[test]
    fn the_nearest_words_decide() {
        assert_eq!(subject("nothing", "nothing"), Subject::Unclear);
        assert_eq!(subject("AWS_REGION=x1", "x1"), Subject::Aws);
        assert_eq!(
            subject("On AWS:\n\nregion = x1\n\noci: x2", "x1"),
            Subject::Unclear
        );
        assert_eq!(
            subject("# Oracle Cloud\n\nx1\n\n# AWS\n\nx2", "x1"),
            Subject::Other
        );
        assert_eq!(
            subject("# Oracle Cloud\n\nx1\n\n# AWS\n\nx2", "x2"),
            Subject::Aws
        );
        let page = "AWS\n\n```\nAWS_REGION=x1\n\nendpoint = https://s3.x1.linodeobjects.com\n```\n";
        assert_eq!(subject(page, "x1"), Subject::Unclear);
        let page = "```\n--endpoint-url https://storage.example.net --region x1\n```\nOn AWS\n";
        assert_eq!(subject(page, "x1"), Subject::Other);
    }

    #[test]
    fn tables_name_the_provider_in_each_row() {
        let table = "| AWS | x1 |\n| Linode | x2 |\n";
        assert_eq!(subject(table, "x2"), Subject::Other);
        assert_eq!(subject(table, "x1"), Subject::Unclear);
    }
}
