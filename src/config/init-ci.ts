/** CI examples for a new project: a plan on each review, the saved plan applied after the merge. */

export const GITHUB_WORKFLOW = `# Plans on every pull request; after a merge plans again, and applies exactly that plan once somebody approved it
# (set reviewers on the environment "production"). The repository needs the secret CQCTL_TOKEN.
#
# cqctl plan --detailed-exitcode ends with 0 when there is nothing to do, 2 when there are changes, anything else is a
# failure. The state is kept in the cache: losing it loses no object on the PBX, for what exists is found again by its
# number, but a queue that was taken out of the files meanwhile is then no longer known to be yours to destroy.
name: cqctl
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
concurrency:
  group: cqctl-\${{ github.event_name == 'push' && 'apply' || github.ref }}
env:
  CQCTL_TOKEN: \${{ secrets.CQCTL_TOKEN }}
jobs:
  plan:
    runs-on: ubuntu-latest
    outputs:
      changes: \${{ steps.plan.outputs.changes }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - run: npm install --global cqctl
      - run: cqctl validate --strict
      - uses: actions/cache/restore@v4
        with:
          path: .cqctl
          key: cqctl-state-\${{ github.run_id }}
          restore-keys: cqctl-state-
      - id: plan
        run: |
          code=0
          cqctl plan --out plan.cqplan --output markdown=plan.md --detailed-exitcode || code=$?
          if [ -f plan.md ]; then cat plan.md >> "$GITHUB_STEP_SUMMARY"; fi
          if [ "$code" -eq 2 ]; then echo "changes=true" >> "$GITHUB_OUTPUT"; exit 0; fi
          exit "$code"
      - if: github.event_name == 'push' && steps.plan.outputs.changes == 'true'
        uses: actions/upload-artifact@v4
        with:
          name: plan
          path: plan.cqplan
  apply:
    if: github.event_name == 'push' && needs.plan.outputs.changes == 'true'
    needs: plan
    runs-on: ubuntu-latest
    environment: production
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 20
      - run: npm install --global cqctl
      - uses: actions/cache/restore@v4
        with:
          path: .cqctl
          key: cqctl-state-\${{ github.run_id }}
          restore-keys: cqctl-state-
      - uses: actions/download-artifact@v4
        with:
          name: plan
      - run: cqctl apply plan.cqplan
      - if: always()
        uses: actions/cache/save@v4
        with:
          path: .cqctl
          key: cqctl-state-\${{ github.run_id }}
`;

export const GITLAB_PIPELINE = `# Plans on every merge request; after a merge plans again, and applies exactly that plan when somebody starts the job.
# The project needs the masked variable CQCTL_TOKEN.
#
# cqctl plan --detailed-exitcode ends with 0 when there is nothing to do and 2 when there are changes: the job then
# shows as a warning. Anything else is a failure. The state is kept in the cache: losing it loses no object on the PBX.
default:
  image: node:20
  before_script:
    - npm install --global cqctl
  cache:
    key: cqctl-state
    paths: [.cqctl/]
stages: [plan, apply]
plan:
  stage: plan
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  script:
    - cqctl validate --strict
    - cqctl plan --out plan.cqplan --output markdown=plan.md --detailed-exitcode
  allow_failure:
    exit_codes: [2]
  artifacts:
    when: always
    paths: [plan.cqplan, plan.md]
    expire_in: 1 week
apply:
  stage: apply
  resource_group: production
  rules:
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      when: manual
  script:
    - cqctl apply plan.cqplan
`;
