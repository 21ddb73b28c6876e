import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The Kubernetes release that the end-to-end tests run against; kubernetes/go.mod pins the same one. */
export const kubernetesVersion = 'v1.34.4';

interface Module {
  folder: 'etcd' | 'kubernetes' | 'kwok';
  programs: Record<string, string>;
  flags: string;
}

// Without the version flags the servers call themselves v0.0.0, and clients that look at the version misjudge them.
const versionFlags = [
  `-X k8s.io/component-base/version.gitVersion=${kubernetesVersion}`,
  '-X k8s.io/component-base/version.gitMajor=1',
  '-X k8s.io/component-base/version.gitMinor=34',
  `-X k8s.io/client-go/pkg/version.gitVersion=${kubernetesVersion}`,
].join(' ');

const modules: Module[] = [
  { folder: 'etcd', programs: { etcd: 'go.etcd.io/etcd/server/v3' }, flags: '-s -w' },
  {
    folder: 'kubernetes',
    programs: {
      'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
      'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
      'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
    },
    flags: `-s -w ${versionFlags}`,
  },
  { folder: 'kwok', programs: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' }, flags: '-s -w' },
];

/**
 * Builds etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok with Go (about 8 minutes with nothing
 * cached) into a cache folder outside the tree, unless they are there already.
 * @returns the folder that holds the five programs
 * @throws when Go is missing or a build fails; Go's own words are on stderr
 */
export async function buildControlPlane(): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'middlewatch', 'control-plane', `${kubernetesVersion}-${pinDigest()}`);
  mkdirSync(folder, { recursive: true });
  for (const module of modules) {
    for (const [program, path] of Object.entries(module.programs)) {
      const target = join(folder, program);
      if (existsSync(target)) continue;
      console.error(`building ${program} with Go: the first time this takes some minutes`);
      // Built aside and moved into place: an interrupted build leaves nothing that looks finished.
      const aside = mkdtempSync(join(folder, '.build-'));
      try {
        await goBuild({
          folder: join(here, module.folder),
          output: join(aside, program),
          path,
          flags: module.flags,
        });
        renameSync(join(aside, program), target);
      } finally {
        rmSync(aside, { recursive: true, force: true });
      }
    }
  }
  return folder;
}

/** What the pins say, as a folder name: other versions never meet in one folder. */
function pinDigest(): string {
  const hash = createHash('sha256');
  for (const { folder, flags } of modules) {
    hash
      .update(readFileSync(join(here, folder, 'go.mod')))
      .update(readFileSync(join(here, folder, 'go.sum')))
      .update(flags);
  }
  return hash.digest('hex').slice(0, 12);
}

async function goBuild(build: {
  folder: string;
  output: string;
  path: string;
  flags: string;
}): Promise<void> {
  const args = ['build', '-trimpath', '-ldflags', build.flags, '-o', build.output, build.path];
  const child = spawn('go', args, {
    cwd: build.folder,
    env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-mod=readonly' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new Error('Go is needed to build the control plane: install Go 1.24 or newer.', { cause }));
    });
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`go build ${build.path} ended with ${String(code)}`));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildControlPlane());
