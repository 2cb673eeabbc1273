/** The text of `.env.example`: only what a `.env` can set, and in the long form what the environment can. */

const short = `# Copy to .env and fill in. skilllite reads the model, its key and its base URL from here,
# and only in a folder that you trust; nothing else in this file has an effect.

# Any OpenAI-compatible endpoint. Base URL and key belong together.
# SKILLLITE_API_BASE=https://api.example.org/v1
# SKILLLITE_API_KEY=
# SKILLLITE_MODEL=
`;

const long = `${short}
# The same under other names, looked at in this order after the ones above:
# OPENAI_BASE_URL=
# OPENAI_API_KEY=
# OPENAI_MODEL=
# BASE_URL=
# API_KEY=
# MODEL=

# What follows counts in the environment of the command alone, never in a .env file:
#   SKILLLITE_HOME            folder of consents, audit log and user config (~/.skilllite)
#   SKILLLITE_SKILLS_DIR      one more folder of skills
#   SKILLLITE_SANDBOX_LEVEL   3 strict (default) or 2; level 1 is a flag that a person confirms
#   SKILLLITE_TIMEOUT_SECS    wall time of a skill
#   SKILLLITE_MAX_MEMORY_MB   memory of a skill
#   SKILLLITE_OFFLINE         1: no model, the offline planner answers; no advisories are fetched
#   SKILLLITE_OSV_URL         another address for the API of package advisories
#   SKILLLITE_OSV_EXPORT_URL  another address for their exports (audit --update)
#   NO_COLOR, FORCE_COLOR     colours
`;

/** The short form names the model variables; the full one everything that this version reads. */
export function envExample(full: boolean): string {
	return full ? long : short;
}
