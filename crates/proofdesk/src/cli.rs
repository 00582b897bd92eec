//! The command line. Its help reads as documentation: what each command does, its units, its exit status.

use clap::{Args, Parser, Subcommand, ValueEnum};
use proofdesk_domain::verification::Mode;
use proofdesk_specimen::{Background, Date, Defect, Kind, Side};
use std::path::PathBuf;

/// Verifies who people are, and helps them when that fails.
///
/// Exit status: 0 fine, 1 the thing asked about is bad, 2 usage or configuration.
#[derive(Debug, Parser)]
#[command(name = "proofdesk", version, propagate_version = true)]
pub struct Cli {
    /// The configuration file; without it `proofdesk.toml` in the working folder, if there is one.
    /// Environment variables (PROOFDESK_…) win over it.
    #[arg(long, global = true, value_name = "FILE", env = "PROOFDESK_CONFIG")]
    pub config: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the server: portal, console, API and the checks.
    Serve(ServeArgs),
    /// Reads pictures as identity documents, offline.
    ///
    /// Prints one JSON object a line, in the order given. An unreadable file gives a line with its
    /// file.* finding and never stops the batch; the exit status is 0 whatever was found.
    ///
    /// Coordinates are pixels of the picture after its EXIF orientation is applied, origin top left;
    /// corners run clockwise from the document's own top left; the other way round on a picture that
    /// shows the document as in a mirror, which is read all the same.
    ///
    /// quality: sharpness 0 (no edges left) to 1 (as sharp as the pixels allow), at the least sharp
    /// place that carries text; glare, the share of the document's area under a reflection, 0 to 1;
    /// exposure, the document's mean brightness, 0 (black) to 1 (white); dpi, dots per inch on the
    /// document, from its real size, 0 where no document was found. Confidences are 0 to 1. Each
    /// finding states its unit: share (0 to 1), dpi, pixels, bytes, degrees, years, days, count.
    #[command(verbatim_doc_comment)]
    Inspect(InspectArgs),
    /// Makes synthetic documents of people who do not exist, with chosen details and defects, marked SPECIMEN.
    ///
    /// Writes a picture and a JSON file with the truth: fields, places, corners, zone, defects.
    Specimen(Box<SpecimenArgs>),
    /// Checks a policy, and tries it on past cases.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Looks after the audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Looks after the people who work in the console.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// Looks after the platform's API keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Takes over customers who were verified elsewhere, with the evidence of that.
    ///
    /// FILE holds one JSON object a line: key (your name for the record: the same again changes nothing),
    /// `external_ref`, level, `verified_by`, `verified_at` (ISO 8601), method, evidence (where it is kept), document
    /// (kind, country, expires), and where you know them locale and region. The policy's [imports] says which levels
    /// are reached so and how old a verification may be. Each line is taken or refused by itself: results go to
    /// standard output as JSON lines, refusals with their line number to standard error. Exit status 1 when one was
    /// refused.
    Import(ImportArgs),
    /// Decodes one picture from standard input under limits. The server starts this for itself.
    #[command(hide = true)]
    Decode,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Makes accounts for every role and cases in every state, in test mode, and prints how to sign in.
    #[arg(long)]
    pub demo: bool,
    /// How log lines look.
    #[arg(long, value_enum, default_value_t = crate::telemetry::LogFormat::Text)]
    pub log: crate::telemetry::LogFormat,
}

/// Options of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The world that the people belong to.
    #[arg(long, value_enum)]
    pub mode: World,
    /// JSON lines; - is standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Options of `inspect`.
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// Prints JSON lines (the only format there is; the option says so to readers of your script).
    #[arg(long)]
    pub json: bool,
    /// The world to judge in: specimens and issuer UTO pass in test only.
    #[arg(long, value_enum, default_value_t = World::Test)]
    pub mode: World,
    /// Pictures read at the same time.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub workers: u8,
    /// Threads for each picture; without it all cores, shared among the workers.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=64))]
    pub threads: Option<u8>,
    /// The policy to judge by; without it the built-in one.
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,
    /// Writes the stages of each reading into this folder, as SVG pictures for a browser: the corners on the photo,
    /// the upright crop with its fields, the lines of text, blur and reflections, the zone's characters with their
    /// confidence. They show what the document shows: keep them as you would keep the picture.
    #[arg(long, value_name = "DIR")]
    pub explain: Option<PathBuf>,
    /// Pictures.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// One of the two worlds.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum World {
    /// Real people.
    Live,
    /// Specimens and trials.
    Test,
}

impl From<World> for Mode {
    fn from(world: World) -> Self {
        match world {
            World::Live => Self::Live,
            World::Test => Self::Test,
        }
    }
}

/// Options of `specimen`.
#[derive(Debug, Args)]
pub struct SpecimenArgs {
    /// passport, id-td1, id-td2, id-cn or licence.
    #[arg(long, default_value = "passport")]
    pub kind: Kind,
    /// front or back; without it every side that the document has.
    #[arg(long)]
    pub side: Option<Side>,
    /// The same seed and options give the same bytes.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many, with seeds counting up.
    #[arg(long, default_value_t = 1)]
    pub count: u32,
    /// KIND, KIND=STRENGTH or KIND=STRENGTH@TARGET; may be given several times: blur, motion, glare,
    /// dark, overexposed, `cut_off`, small, perspective, rotated, `two_documents`, grayscale, screen, none.
    /// Strength is 0 to 1; the target is a field (`glare=0.7@expiry_date`) or an edge (`cut_off@left`).
    #[arg(long = "defect", value_name = "DEFECT")]
    pub defects: Vec<Defect>,
    /// `WIDTHxHEIGHT` of the picture in pixels.
    #[arg(long, default_value = "1920x1440")]
    pub size: String,
    /// Share of the picture's width that the document takes, 0 to 1.
    #[arg(long)]
    pub fill: Option<f32>,
    /// Camera tilt in degrees.
    #[arg(long)]
    pub tilt: Option<f32>,
    /// Rotation in degrees, clockwise.
    #[arg(long)]
    pub rotation: Option<f32>,
    /// The desk.
    #[arg(long)]
    pub background: Option<Background>,
    /// Only the document, upright, without a desk.
    #[arg(long)]
    pub flat: bool,
    /// PNG instead of JPEG.
    #[arg(long)]
    pub png: bool,
    /// JPEG quality, 1 to 100.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub quality: u8,
    /// Where the files go.
    #[arg(long, default_value = ".")]
    pub out: PathBuf,
    /// Where the fonts are.
    #[arg(long)]
    pub fonts: Option<PathBuf>,
    /// Family name as printed.
    #[arg(long)]
    pub surname: Option<String>,
    /// Given names as printed.
    #[arg(long)]
    pub given_names: Option<String>,
    /// Document number.
    #[arg(long)]
    pub document_number: Option<String>,
    /// Personal number.
    #[arg(long)]
    pub personal_number: Option<String>,
    /// Birth date, YYYY-MM-DD.
    #[arg(long)]
    pub birth_date: Option<Date>,
    /// Issue date, YYYY-MM-DD.
    #[arg(long)]
    pub issue_date: Option<Date>,
    /// Expiry date, YYYY-MM-DD.
    #[arg(long)]
    pub expiry_date: Option<Date>,
    /// Nationality.
    #[arg(long)]
    pub nationality: Option<String>,
    /// Address.
    #[arg(long)]
    pub address: Option<String>,
}

/// What to do with policies.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Checks policy documents; names every mistake with its line and path. Exit status 1 when there is one.
    ///
    /// Paths count from 0: level[1].limits[0].currency is the currency of the second level's first limit.
    Check {
        /// Prints one JSON object a file: {"file", "problems": [{"line", "path", "what"}]}.
        #[arg(long)]
        json: bool,
        /// Policies, TOML.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Prints the JSON schema of a policy document.
    Schema,
    /// Prints the built-in policy, to begin one of your own with.
    Default,
    /// Prints what differs between two policies; without a second one, from the one in force.
    Diff {
        /// A policy.
        #[arg(value_name = "FILE")]
        from: PathBuf,
        /// The policy that it is compared with.
        #[arg(value_name = "OTHER")]
        to: Option<PathBuf>,
    },
    /// Lists the stored versions and which one is in force.
    List,
    /// Tries a policy on past cases: judges and decides what was measured and read anew, under the policy
    /// in force and under FILE, and tells who flips, which way, by reason, country and document.
    ///
    /// Changes nothing. The outcomes are approve (by the checks alone), ask (the applicant's turn) and
    /// person (a person looks); no machine declines. Ctrl-C stops it.
    Replay {
        /// Prints one JSON object.
        #[arg(long)]
        json: bool,
        /// The world whose cases are gone over.
        #[arg(long, value_enum, default_value_t = World::Live)]
        mode: World,
        /// The policy to try, TOML.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// What to do with the audit log.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Recomputes the hash chain; exit status 1 and the first entry that does not fit, if one does not.
    /// With --receipt or --case-file, verifies that instead; with --key too, offline, without database.
    Verify {
        /// A head noted elsewhere (`audit head`), against truncation: SEQ:HASH.
        #[arg(long, value_name = "SEQ:HASH", conflicts_with = "receipt")]
        head: Option<String>,
        /// A decision receipt as the applicant downloaded it.
        #[arg(long, value_name = "FILE")]
        receipt: Option<PathBuf>,
        /// A case file as the console exports it. Its audit entries are recomputed too.
        #[arg(long, value_name = "FILE", conflicts_with_all = ["receipt", "head"])]
        case_file: Option<PathBuf>,
        /// The public key: a file as served at /.well-known/proofdesk-receipt-keys.json, or the key itself
        /// in base64. Without it, this installation's own, and the audit chain must hold the entry.
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
    },
    /// Prints the newest entry's number and hash, to be noted elsewhere.
    Head,
}

/// What to do with staff.
#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Adds a staff member; reads the password from standard input, or makes one and prints it.
    Add {
        /// Their name, as applicants will see it.
        #[arg(long)]
        name: String,
        /// Their mail address.
        #[arg(long)]
        email: String,
        /// agent, reviewer, compliance or admin.
        #[arg(long)]
        role: String,
        /// Reads the password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lists staff.
    List,
    /// Sets a new password; reads it from standard input, or makes one and prints it.
    Password {
        /// Whose.
        #[arg(long)]
        email: String,
        /// Reads the password from standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lets a staff member in no more.
    Deactivate {
        /// Whom.
        #[arg(long)]
        email: String,
    },
}

/// What to do with API keys.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key and prints its secret, once.
    Create {
        /// What you call it.
        #[arg(long)]
        name: String,
        /// Which world.
        #[arg(long, value_enum)]
        mode: World,
        /// verifications:write, verifications:read, limits:write, limits:read, imports:write; without it all.
        #[arg(long = "scope", value_name = "SCOPE")]
        scopes: Vec<String>,
    },
    /// Lists keys, never their secrets.
    List,
    /// Makes a key worthless.
    Revoke {
        /// Its id.
        id: String,
    },
}
