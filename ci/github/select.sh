# Sourced: which project and which environments, as arguments in "${selection[@]}"; whether there are several in "$several".
selection=(-f "$PROJECT")
several=false
if [ "$ENVIRONMENTS" = all ]; then
  selection+=(--all)
  several=true
else
  read -ra names <<<"$ENVIRONMENTS"
  for name in "${names[@]}"; do selection+=(--env "$name"); done
  if [ "${#names[@]}" -gt 1 ]; then several=true; fi
fi
