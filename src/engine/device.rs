//! Which device trains.

use burn::tensor::Device;
use models::bert;
use models::gpt;
use models::operations::Operations;
use models::recurrent::Cell;
use protocol::{Backend, BackendChoice, BackendReport, SelfTest};

use crate::session::Clock;
use crate::{fused, self_test};

/// The devices of this machine and the one that was chosen.
pub struct Devices {
    pub cpu: Device,
    gpu: Option<gpu::Gpu>,
    pub report: BackendReport,
    /// Whether the reader's address names the device, against whatever is faster.
    asked: bool,
}

impl Devices {
    /// Finds, tests and chooses.
    ///
    /// # Errors
    /// In words, if WebGPU was asked for and cannot be had.
    pub async fn start(choice: BackendChoice, clock: Clock) -> Result<Self, String> {
        let cpu = Device::flex();
        let cpu_test = self_test::run(Backend::Cpu, &cpu, fused::operations(Cell::Lstm), clock).await;
        if choice == BackendChoice::Cpu {
            return Ok(Self::on_cpu(cpu, None, "asked for by ?backend=cpu", vec![cpu_test]));
        }
        let gpu = match gpu::Gpu::find().await {
            Ok(gpu) => gpu,
            Err(reason) if choice == BackendChoice::Auto => {
                return Ok(Self::on_cpu(cpu, None, &reason, vec![cpu_test]));
            }
            Err(reason) => return Err(format!("{reason}; open this page without ?backend=webgpu to use the CPU")),
        };
        if choice == BackendChoice::Auto && gpu.is_software() {
            let reason = "this browser's WebGPU is a software adapter, which is slower than the CPU";
            return Ok(Self::on_cpu(cpu, Some(gpu), reason, vec![cpu_test]));
        }
        let gpu_test = self_test::run(Backend::Webgpu, gpu.device(), Operations::plain(Cell::Lstm), clock).await;
        let faster = gpu_test.milliseconds <= cpu_test.milliseconds;
        let times = format!(
            "{:.1} ms a step on WebGPU, {:.1} ms on the CPU, measured on a small LSTM",
            gpu_test.milliseconds, cpu_test.milliseconds
        );
        let (ok, tests) = (gpu_test.passed, vec![cpu_test, gpu_test]);
        if !ok {
            let reason = "WebGPU computed wrong numbers in the self-test";
            return Ok(Self::on_cpu(cpu, Some(gpu), reason, tests));
        }
        if choice == BackendChoice::Auto && !faster {
            return Ok(Self::on_cpu(cpu, Some(gpu), &format!("it is faster here: {times}"), tests));
        }
        let reason = if faster { format!("it is faster here: {times}") } else { "asked for by ?backend=webgpu".into() };
        let report =
            BackendReport { backend: Backend::Webgpu, reason, adapter: Some(gpu.adapter()), self_tests: tests };
        Ok(Devices { cpu, gpu: Some(gpu), report, asked: choice == BackendChoice::Webgpu })
    }

    fn on_cpu(cpu: Device, gpu: Option<gpu::Gpu>, reason: &str, self_tests: Vec<SelfTest>) -> Self {
        let adapter = gpu.as_ref().map(gpu::Gpu::adapter);
        let report = BackendReport { backend: Backend::Cpu, reason: reason.to_owned(), adapter, self_tests };
        Devices { cpu, gpu, report, asked: false }
    }

    /// Where models train.
    pub fn training(&self) -> &Device {
        match (&self.gpu, self.report.backend) {
            (Some(gpu), Backend::Webgpu) => gpu.device(),
            _ => &self.cpu,
        }
    }

    /// The GPU, if the reader insists on it.
    pub fn gpu_asked_for(&self) -> Option<&Device> {
        (self.asked && self.report.backend == Backend::Webgpu).then(|| self.training())
    }

    /// How a model of this cell is computed where models train.
    pub fn operations(&self, cell: Cell) -> Operations {
        match self.report.backend {
            Backend::Cpu => fused::operations(cell),
            Backend::Webgpu => Operations::plain(cell),
        }
    }

    /// How a BERT is computed where models train.
    pub fn transformer(&self) -> bert::Operations {
        match self.report.backend {
            Backend::Cpu => fused::transformer::OPERATIONS,
            Backend::Webgpu => bert::Operations::PLAIN,
        }
    }

    /// How a GPT is computed where models train.
    pub fn gpt(&self) -> gpt::Operations {
        match self.report.backend {
            Backend::Cpu => fused::gpt::operations(),
            Backend::Webgpu => gpt::Operations::PLAIN,
        }
    }

    /// Tokens that are embedded in one call. On a GPU a call waits as long for one short text as for many; on the CPU a passage takes as long as
    /// a step should.
    pub fn tokens_at_once(&self) -> usize {
        match self.report.backend {
            Backend::Cpu => 128,
            Backend::Webgpu => 4096,
        }
    }

    /// Takes the GPU away, as a driver reset does. `false` if none is in use.
    pub fn lose_gpu(&self) -> bool {
        let in_use = self.report.backend == Backend::Webgpu;
        if let (Some(gpu), true) = (&self.gpu, in_use) {
            gpu.lose();
        }
        in_use
    }
}

#[cfg(target_arch = "wasm32")]
mod gpu {
    use burn::tensor::Device;
    use burn::tensor::wgpu::WgpuSetup;
    use burn::tensor::wgpu::wgpu::DeviceType;
    use protocol::Adapter;

    pub struct Gpu {
        device: Device,
        setup: WgpuSetup,
    }

    impl Gpu {
        /// # Errors
        /// In words, if the browser has no WebGPU or refuses it.
        pub async fn find() -> Result<Self, String> {
            if !has_webgpu() {
                return Err("this browser has no WebGPU".into());
            }
            let found = Device::wgpu_options().init_with_setup_async().await;
            let (device, setup) = found.map_err(|error| format!("this browser refused WebGPU ({error})"))?;
            // A lost device never comes back: the page starts a new worker, which chooses again.
            setup.device.set_device_lost_callback(|reason, message| {
                panic!("the GPU was lost ({reason:?}: {message})");
            });
            Ok(Gpu { device, setup })
        }

        pub fn device(&self) -> &Device {
            &self.device
        }

        pub fn is_software(&self) -> bool {
            let info = self.setup.adapter.get_info();
            let named = |part: &str| format!("{} {}", info.name, info.driver_info).to_lowercase().contains(part);
            info.device_type == DeviceType::Cpu || named("swiftshader") || named("llvmpipe")
        }

        pub fn adapter(&self) -> Adapter {
            let info = self.setup.adapter.get_info();
            let limits = self.setup.device.limits();
            Adapter {
                name: info.name,
                driver: format!("{} {}", info.driver, info.driver_info).trim().to_owned(),
                max_buffer_size: limits.max_buffer_size,
                max_storage_buffer_binding_size: limits.max_storage_buffer_binding_size,
                max_compute_workgroup_storage_size: limits.max_compute_workgroup_storage_size,
            }
        }

        pub fn lose(&self) {
            self.setup.device.destroy();
        }
    }

    fn has_webgpu() -> bool {
        use wasm_bindgen::{JsCast, JsValue};
        let scope: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
        let gpu = js_sys::Reflect::get(&scope.navigator(), &JsValue::from_str("gpu"));
        gpu.is_ok_and(|gpu| !gpu.is_undefined() && !gpu.is_null())
    }
}

/// Outside the browser there is only the CPU.
#[cfg(not(target_arch = "wasm32"))]
mod gpu {
    use burn::tensor::Device;
    use protocol::Adapter;

    pub enum Gpu {}

    impl Gpu {
        pub async fn find() -> Result<Self, String> {
            Err("this build has no WebGPU".into())
        }

        pub fn device(&self) -> &Device {
            match *self {}
        }

        pub fn is_software(&self) -> bool {
            match *self {}
        }

        pub fn adapter(&self) -> Adapter {
            match *self {}
        }

        pub fn lose(&self) {
            match *self {}
        }
    }
}
