/**
Widely used packages, in their normal form: what a typosquat resembles, and what is none itself.

Written by hand, not counted: a name is here because people mean it. Names that are near each other and both honest
(`scipy` and `scapy`, `preact` and `react`) must both be here.
*/

import type {Ecosystem} from './dependency.ts';

const names = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const popular: Readonly<Record<Ecosystem, ReadonlySet<string>>> = {
	PyPI: names(`
		absl-py accelerate aiobotocore aiofiles aiohttp aioredis aiosignal aiosqlite airflow alembic altair amqp anndata annotated-types ansible anthropic
		antlr4-python3-runtime anyio apache-airflow appdirs argcomplete arrow asgiref asn1crypto astroid asttokens astropy async-timeout asyncpg attr attrs
		authlib autopep8 azure-core azure-identity azure-storage-blob babel backoff bandit bcrypt beautifulsoup4 bitsandbytes black bleach blinker bokeh
		biopython boto boto3 botocore bottle bs4 build cachetools catboost celery certifi cffi chardet charset-normalizer chromadb cirq click click-plugins cloudpickle
		cmake colorama coloredlogs colorlog conda contourpy coverage cryptography cupy cycler cython dask databricks-sdk datasets dateparser datamol deap
		debugpy decorator deepdiff defusedxml deprecated detectron2 diffusers dill distlib distro django django-cors-headers django-filter djangorestframework
		dnspython docker docker-compose docker-pycreds docopt docutils docx docx2txt dotenv duckdb earthengine-api ecdsa einops elasticsearch email-validator et-xmlfile evaluate
		execnet executing fabric faker fastapi fastavro fastjsonschema fastmcp feedparser ffmpeg-python filelock fiona fire flake8 flask flask-cors flask-login
		flask-migrate flask-sqlalchemy flax folium fonttools fpdf fpdf2 frozenlist fsspec funcy future gdown gensim geopandas geopy gevent gitdb gitpython google-api-core
		google-api-python-client google-auth google-auth-oauthlib google-cloud-bigquery google-cloud-storage google-generativeai google-genai googleapis-common-protos
		gradio graphql-core graphviz greenlet groq grpcio grpcio-tools gspread gunicorn h11 h2 h5py httpcore httplib2 httptools httpx httpie huggingface-hub humanize
		hydra-core hypothesis idna igraph imageio imbalanced-learn importlib-metadata importlib-resources inflect inflection iniconfig instructor invoke ipykernel ipython
		ipywidgets isodate isort itsdangerous jax jaxlib jedi jeepney jellyfish jieba jinja2 jira jmespath joblib jsonlines jsonpatch jsonpath-ng jsonpointer jsonschema jupyter
		jupyter-client jupyter-core jupyterlab jupytext jwt kaleido keras keyring kiwisolver kombu kubernetes langchain langchain-community langchain-core langchain-openai
		langgraph langsmith librosa lifelines lightgbm lightning linkify-it-py litellm llama-index llvmlite loguru lxml lz4 mako markdown markdown2 markdown-it-py markdownify markitdown
		markupsafe marshmallow matplotlib matplotlib-inline maturin mccabe mcp mdurl mechanize medchem mistralai mistune mkdocs mkdocs-material ml-dtypes mlflow mock monai
		more-itertools motor moto moviepy mpmath msal msgpack multidict multiprocess mypy mypy-extensions mysql-connector-python mysqlclient nbconvert nbformat
		neo4j nest-asyncio networkx networkit ngboost nibabel nltk nodeenv notebook notion-client nox numba numexpr numpy nvidia-cublas-cu12 oauthlib odfpy ollama onnx onnxruntime
		openai openai-whisper opencv-contrib-python opencv-python opencv-python-headless openpyxl opensearch-py opentelemetry-api opentelemetry-sdk optax optimum optuna
		orjson osmnx outlines packaging paddleocr paho-mqtt pandas pandera pandoc paramiko parso passlib pathlib pathspec patsy pdf2image pdfkit pdfminer-six pdfplumber peewee peft pendulum
		pexpect pika pillow pinecone pip pip-tools pipdeptree pipenv pipx pkginfo platformdirs playwright plotly plotnine pluggy ply poetry polars pre-commit prettytable
		prometheus-client prompt-toolkit protobuf psutil psycopg psycopg2 psycopg2-binary ptyprocess pulp py pyaml pyarrow pyasn1 pyasn1-modules pyautogui pybind11
		pycairo pycocotools pycodestyle pycparser pycryptodome pycryptodomex pycurl pydantic pydantic-ai pydantic-core pydantic-settings pydeck pydicom pydot pydub pyflakes
		pygame pygithub pygments pyinstaller pyjwt pylibjpeg pylint pymatgen pymdown-extensions pymongo pymssql pymupdf pymysql pynacl pyodbc pyopenssl pyparsing pypdf pypdf2 pypdfium2 pyperclip
		pyppeteer pyproj pyqt5 pyqt6 pyright pysam pyserial pyside6 pysocks pyspark pytesseract pytest pytest-asyncio pytest-cov pytest-django pytest-mock pytest-env
		pytest-timeout pytest-xdist python-dateutil python-docx python-dotenv python-jose python-json-logger python-magic python-multipart python-pptx python-slugify
		python-telegram-bot pytorch-lightning pytube pytz pyvista pywavelets pywin32 pyyaml pyzmq qdrant-client qrcode ray rdflib rdkit redis regex reportlab requests requests-cache
		requests-oauthlib requests-toolbelt responses retry rich rouge-score rpds-py rsa ruamel-yaml ruff s3fs s3transfer sacrebleu safetensors sagemaker scanpy scapy scikit-image scikit-learn
		scikit-optimize scipy scrapy scvelo scvi-tools seaborn selenium sentence-transformers sentencepiece sentry-sdk setuptools setuptools-scm sgmllib3k shap shapely shellingham simplejson simpy
		six slack-sdk smart-open smmap smolagents sniffio snowballstemmer snowflake-connector-python sortedcontainers soupsieve spacy sphinx sphinx-rtd-theme sqlalchemy
		sqlglot sqlmodel sqlparse stack-data starlette statsmodels streamlit stripe structlog sympy tabula-py tablib tabulate tblib telethon tenacity tensorboard tensorflow
		termcolor textual textblob thinc threadpoolctl tifffile tiktoken timm tinydb tldextract tokenizers toml tomli tomlkit toolz torch torchaudio torchmetrics torchvision torchx tornado
		tox tqdm traitlets transformers trimesh trio triton trl tweepy twilio twine typer types-requests typing-extensions typing-inspect tzdata tzlocal ujson ultralytics umap-learn unidecode
		unstructured uritemplate urllib3 uv uvicorn uvloop validators virtualenv vllm wandb watchdog watchfiles wcwidth weasyprint webencodings websocket-client websockets werkzeug wheel
		whitenoise wikipedia word2number wordcloud wrapt xarray xgboost xlrd xlsxwriter xlwings xmltodict yapf yarl yfinance youtube-dl youtube-transcript-api yt-dlp zarr zipp zstandard`),
	npm: names(`
		@anthropic-ai/sdk @anthropic-ai/claude-code @angular/cli @angular/core @apollo/client @apollo/server @aws-sdk/client-s3 @babel/cli @babel/core @babel/preset-env @babel/runtime
		@biomejs/biome @chakra-ui/react @clack/prompts @commitlint/cli @emotion/react @emotion/styled @eslint/js @fastify/cors @google/genai @google/generative-ai @headlessui/react @hono/node-server
		@huggingface/transformers @jest/globals @langchain/core @mantine/core @mermaid-js/mermaid-cli @modelcontextprotocol/inspector @modelcontextprotocol/sdk @mui/material @nestjs/cli @nestjs/core @notionhq/client
		@octokit/core @octokit/rest @openai/codex @playwright/mcp @playwright/test @prisma/client @radix-ui/react-dialog @react-navigation/native @reduxjs/toolkit @remotion/cli @rollup/plugin-node-resolve @sentry/node
		@shadcn/ui @slack/bolt @slack/web-api @stripe/stripe-js @storybook/react @supabase/supabase-js @sveltejs/kit @swc/core @tailwindcss/vite @tanstack/react-query @testing-library/jest-dom @testing-library/react
		@turf/turf @types/express @types/jest @types/lodash @types/node @types/react @typescript-eslint/eslint-plugin @typescript-eslint/parser @upstash/context7-mcp @vercel/ncc @vitejs/plugin-react @vue/cli
		acorn agent-browser ajv animejs angular ansi-regex ansi-styles antd archiver argparse async async-retry autoprefixer aws-cdk aws-sdk axios axios-retry babel-core babel-jest babel-loader backbone bcrypt bcryptjs better-sqlite3 bignumber.js
		bluebird body-parser bootstrap boxen browserify bull bullmq bunyan c8 cac camelcase canvas chai chalk chart.js cheerio chokidar chroma-js class-variance-authority classnames cli-progress cli-table3 clipboardy clsx
		codemirror coffeescript color color-convert color-name colorette colors commander compression concurrently conf configstore connect consola cookie cookie-parser core-js corepack cors cosmiconfig create-next-app create-react-app
		create-vite cron cross-env cross-fetch cross-spawn crypto-js css-loader csstype csv-parse csv-parser csv-stringify cuid cypress d3 date-fns dayjs debug deep-equal deepmerge del depcheck discord.js docx dompurify dotenv
		dotenv-expand drizzle-kit drizzle-orm duplexify echarts ejs electron electron-builder ember-cli emoji-regex enquirer enzyme esbuild escape-string-regexp eslint eslint-config-airbnb eslint-config-prettier
		eslint-plugin-import eslint-plugin-prettier eslint-plugin-react eslint-plugin-react-hooks eslint-plugin-vue eslint-scope estraverse event-stream eventemitter3 exceljs execa expo express express-rate-limit express-session
		express-validator fabric faker fast-check fast-glob fast-xml-parser fastify fastmcp fetch ffmpeg-static ffmpeg fflate figlet file-loader file-type find-up firebase firebase-admin firebase-tools flat flow-bin follow-redirects form-data formidable
		formik framer-motion fs-extra fuse.js gatsby gatsby-cli glob globby got graceful-fs graphql graphql-tag gray-matter gsap gulp gulp-cli handlebars helmet highlight.js hono html-to-text html-webpack-plugin
		http-proxy http-proxy-middleware http-server husky i18next iconv-lite immer immutable inherits ink inquirer ioredis isomorphic-fetch is-plain-object jasmine jest jest-cli jimp jiti joi jose jquery js-cookie js-yaml jsdom jsdom-global jshint
		json-server json5 jsonfile jsonpath jsonstream jsonwebtoken jspdf jszip kafkajs karma katex keyv kleur knex koa koa-router ky langchain leaflet left-pad lerna less lint-staged liquidjs lit localtunnel lodash lodash-es lodash.debounce
		lodash.merge log-symbols log4js long lowdb lru-cache lucide-react luxon magic-string mammoth mapbox-gl maplibre-gl markdown-it markdownlint markdownlint-cli marked marked-terminal mathjs md5 memfs meow merge2 mermaid micromatch mime mime-types
		mini-css-extract-plugin minimatch minimist mkdirp mobx mocha mockjs moment moment-timezone mongodb mongoose morgan ms multer mustache mysql mysql2 nan nanoid neo4j-driver next next-auth next-themes ng-zorro-antd node-cache node-cron node-fetch
		node-gyp node-notifier node-sass nodemailer nodemon normalize.css npm npm-check-updates npm-run-all nunjucks nuxt nx nyc oclif only-allow open openai opener ora p-limit p-queue p-retry parcel parse5 passport passport-jwt patch-package path-to-regexp
		pdf-lib pdf-parse pdfjs-dist pdfkit pg phaser pino pino-pretty pixelmatch pixi.js playwright playwright-core pm2 pngjs pnpm postcss postcss-loader postcss-cli postgres preact prettier prisma prompts prop-types protobufjs pug puppeteer puppeteer-core
		pyright q qrcode qs querystring quill ramda random-seed raw-loader rc react react-bootstrap react-dom react-dropzone react-hook-form react-hot-toast react-icons react-is react-markdown react-native react-query react-redux react-router react-router-dom
		react-scripts react-select react-spring react-table react-test-renderer react-three-fiber react-toastify react-transition-group readable-stream readline-sync recast recharts redis redux redux-saga redux-thunk reflect-metadata rehype
		rehype-raw remark remark-cli remark-gfm remark-parse remotion repomix request request-promise resend resolve restify rimraf rollup rxjs sanitize-html sass sass-loader satori scheduler semantic-release semver send sequelize serve serve-static
		serverless sharp shelljs shx signale sinon skills slugify smol-toml socket.io socket.io-client solc sortablejs source-map source-map-support sqlite3 standard storybook strip-ansi stripe strtok3 style-loader styled-components stylelint stylus superagent supertest
		supports-color svelte svgo swagger-jsdoc swagger-ui-express swiper swr tailwind-merge tailwindcss tar temp terser terser-webpack-plugin tesseract.js three through2 tinycolor2 tmp toml tough-cookie ts-jest ts-loader ts-node tsc-watch
		tsconfig-paths tslib tslint tsup tsx turbo turndown tweetnacl twilio type-fest typedoc typeorm typescript typescript-eslint ua-parser-js uglify-js underscore undici unified uniqid unist-util-visit update-notifier url-loader uuid uvu valibot validator vercel
		vite vite-node vitepress vitest vue vue-loader vue-router vue-tsc vuepress vuetify vuex wait-on web-vitals web3 webpack webpack-cli webpack-dev-server webpack-merge webtorrent which winston workbox-build wouter wrangler wrap-ansi ws xlsx xml2js
		xmldom xstate xterm yaml yargs yargs-parser yarn yjs yo yup zod zod-to-json-schema zone.js zustand zx`),
};

export function isPopular(ecosystem: Ecosystem, name: string): boolean {
	return popular[ecosystem].has(name);
}

export function popularNames(ecosystem: Ecosystem): Iterable<string> {
	return popular[ecosystem];
}
